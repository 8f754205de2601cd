// @vitest-environment happy-dom

import { act, cleanup } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { started } from "../core/frames.ts";
import { Conversation, chat, collectGarbage, make, show } from "./page.tsx";

afterEach(cleanup);

test("a conversation that was left a while ago is let go of, one that is shown is not", async () => {
  const { client, clock } = make();
  const shown = await show(client, <Conversation id="c1" />);
  const ref = new WeakRef(client.conversation("c1"));
  shown.unmount();
  await collectGarbage();
  expect(ref.deref()).toBeDefined();
  await clock.pass(6 * 60_000);
  await show(client, <Conversation id="c2" />);
  const other = new WeakRef(client.conversation("c2"));
  await clock.pass(6 * 60_000);
  client.newConversation().subscribe(() => undefined);
  await collectGarbage();
  expect([ref.deref(), other.deref() === undefined]).toEqual([undefined, false]);
});

test("a conversation that was deleted is let go of, whoever deleted it from the list", async () => {
  const { client, transport } = make();
  await show(client, <Conversation id="c1" />);
  act(() => void chat.sendMessage("And?"));
  await act(() => transport.last.frames(started("1-1", "a2", "q2")));
  const open = client.conversation("c1");
  await act(async () => {
    await client.list.remove("c1");
  });
  expect(transport.last.signal.aborted).toBe(true);
  expect(client.conversation("c1")).not.toBe(open);
});
