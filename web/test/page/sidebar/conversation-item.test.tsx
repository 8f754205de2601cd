// @vitest-environment happy-dom

import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { Client } from "../../../src/core/index.ts";
import { ConversationItem } from "../../../src/page/sidebar/conversation-item.tsx";
import { ClientProvider } from "../../../src/react/index.ts";
import { fakeApi, summary } from "../../core/fake-api.ts";
import { ScriptedTransport } from "../../core/scripted-transport.ts";

afterEach(cleanup);

/** Shows one row, whose tools are to be seen or not; returns what was done with it. */
function show(opacity: "0" | "1"): string[] {
  const done: string[] = [];
  const client = new Client({
    api: fakeApi(),
    transport: new ScriptedTransport(),
    changes: () => undefined,
  });
  render(
    <ClientProvider client={client}>
      <ConversationItem
        summary={summary("c1")}
        current={false}
        renaming={false}
        onOpen={(id) => done.push(`open ${id}`)}
        onRename={() => undefined}
        onRenamed={() => undefined}
        onOptions={() => undefined}
        onRemove={(id) => done.push(`remove ${id}`)}
      />
    </ClientProvider>,
  );
  const tools = screen.getByRole("listitem").querySelector<HTMLElement>(".item-tools");
  tools?.style.setProperty("opacity", opacity);
  return done;
}

function press(pointerType: string, detail = 1): void {
  const button = screen.getByLabelText("Delete");
  fireEvent.pointerDown(button, { pointerType });
  fireEvent.click(button, { detail });
}

test("a finger that hits tools which are not to be seen opens the conversation", () => {
  const done = show("0");
  press("touch");
  expect(done).toEqual(["open c1"]);
});

test.each([
  ["a finger", "touch", "1"],
  ["a mouse", "mouse", "1"],
  // A screen reader, or a key: it needs no eye.
  ["anything else", "", "0"],
] as const)("%s that means a tool uses it", (_, pointerType, opacity) => {
  const done = show(opacity);
  press(pointerType);
  expect(done).toEqual(["remove c1"]);
});

test("the second half of a double click deletes nothing", () => {
  const done = show("1");
  press("mouse", 2);
  expect(done).toEqual([]);
});
