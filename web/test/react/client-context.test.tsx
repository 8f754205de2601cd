// @vitest-environment happy-dom

import { cleanup } from "@testing-library/react";
import { renderToString } from "react-dom/server";
import { afterEach, expect, test } from "vitest";
import { ClientProvider } from "../../src/react/index.ts";
import { Answer, Conversation, collectGarbage, make, show } from "./page.tsx";

afterEach(cleanup);

test("the provider listens for changes as long as it is shown", async () => {
  const { client, heard } = make();
  const { unmount } = await show(client, null);
  expect(heard.map((each) => each.aborted)).toEqual([true, false]);
  unmount();
  expect(heard.map((each) => each.aborted)).toEqual([true, true]);
});

test("on a server everything renders as it begins, and asks for nothing", () => {
  const { client, transport, api, heard } = make();
  const html = renderToString(
    <ClientProvider client={client}>
      <Conversation id="c1" />
      <Answer id="a1" />
    </ClientProvider>,
  );
  expect(html).toContain("loading");
  expect([transport.connections, api.calls, heard]).toEqual([[], [], []]);
});

test("rendering on a server keeps no conversation and no answer", async () => {
  const { client } = make();
  const rendered = (): readonly WeakRef<object>[] => {
    renderToString(
      <ClientProvider client={client}>
        <Conversation id="c1" />
        <Conversation />
        <Answer id="a1" />
      </ClientProvider>,
    );
    return [new WeakRef(client.conversation("c1")), new WeakRef(client.watchAnswer("a1"))];
  };
  const refs = rendered();
  await collectGarbage();
  expect(refs.map((each) => each.deref())).toEqual([undefined, undefined]);
});

test("a hook without a provider says what is missing", () => {
  expect(() => renderToString(<Conversation />)).toThrow("ClientProvider");
});
