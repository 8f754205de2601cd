// @vitest-environment happy-dom

import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { Client } from "../../../src/core/index.ts";
import { ConversationItem } from "../../../src/page/sidebar/conversation-item.tsx";
import type { ListedConversation } from "../../../src/protocol/index.ts";
import { ClientProvider } from "../../../src/react/index.ts";
import { fakeApi, summary } from "../../core/fake-api.ts";
import { ScriptedTransport } from "../../core/scripted-transport.ts";

afterEach(cleanup);

/** Shows one row; returns what was done with it. */
function show(fields: Partial<ListedConversation> = {}, chosen: boolean | null = null): string[] {
  const done: string[] = [];
  const client = new Client({
    api: fakeApi(),
    transport: new ScriptedTransport(),
    changes: () => undefined,
  });
  render(
    <ClientProvider client={client}>
      <ConversationItem
        summary={{ ...summary("c1"), ...fields }}
        current={false}
        renaming={false}
        chosen={chosen}
        onOpen={(id, message) => done.push(`open ${id} ${message}`)}
        onRenamed={() => undefined}
        onMenu={({ id }, button) => done.push(`menu ${id} at ${button.getAttribute("aria-label")}`)}
        onChoose={(id, range) => done.push(`choose ${id} ${range}`)}
      />
    </ClientProvider>,
  );
  return done;
}

test("a click opens it, at the message that a search has found", () => {
  const snippet = [
    { text: "a <b>", hit: false },
    { text: "river", hit: true },
  ];
  const done = show({ match: { message_id: "m1", snippet } });
  const link = screen.getByRole("link");
  expect(link.textContent).toBe("c1a <b>river");
  expect(link.querySelector("mark")?.textContent).toBe("river");
  fireEvent.click(link);
  expect(done).toEqual(["open c1 m1"]);
});

test("a click with the shift key chooses it and those between, the space bar it alone", () => {
  const done = show();
  fireEvent.click(screen.getByRole("link"), { shiftKey: true });
  fireEvent.keyDown(screen.getByRole("link"), { key: " " });
  expect(done).toEqual(["choose c1 true", "choose c1 false"]);
});

test("while some are chosen it is a box to tick", () => {
  const done = show({}, true);
  const box = screen.getByRole<HTMLInputElement>("checkbox", { name: "c1" });
  expect(box.checked).toBe(true);
  fireEvent.click(box);
  fireEvent.click(box, { shiftKey: true });
  expect(done).toEqual(["choose c1 false", "choose c1 true"]);
});

test("its menu opens at its button, which Tab passes over", () => {
  const done = show();
  const button = screen.getByRole("button", { name: "Conversation menu" });
  expect(button.tabIndex).toBe(-1);
  fireEvent.click(button);
  expect(done).toEqual(["menu c1 at Conversation menu"]);
});
