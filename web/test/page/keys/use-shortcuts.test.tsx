// @vitest-environment happy-dom

import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { type ReactNode, useState } from "react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { followComposing } from "../../../src/page/keys/composing.ts";
import { type Commands, useShortcuts } from "../../../src/page/keys/use-shortcuts.ts";

afterEach(cleanup);
beforeEach(followComposing);

function Page({ commands, children }: { commands: Commands; children?: ReactNode }): ReactNode {
  useShortcuts(commands);
  return (
    <>
      <textarea aria-label="Box" />
      {children}
    </>
  );
}

function show(commands: Commands, children?: ReactNode): HTMLElement {
  render(<Page commands={commands}>{children}</Page>);
  return screen.getByLabelText("Box");
}

const SEARCH = { key: "k", code: "KeyK", ctrlKey: true };

test("a command is carried out also from within a field, and its key goes no further", () => {
  let searched = 0;
  const box = show({ search: () => (searched += 1) });
  expect(fireEvent.keyDown(box, SEARCH)).toBe(false);
  expect(searched).toBe(1);
});

test("a command that has nothing to do leaves the key to the browser", () => {
  const box = show({ stop: () => false });
  expect(fireEvent.keyDown(box, { key: "Escape" })).toBe(true);
});

test.each([
  ["the event's own word", { isComposing: true }],
  ["key code 229", { keyCode: 229 }],
])("while an input method composes nothing is carried out: %s", (_, mark) => {
  const box = show({ stop: () => expect.unreachable() });
  expect(fireEvent.keyDown(box, { key: "Escape", ...mark })).toBe(true);
});

test("between start and end of a composition nothing is carried out, even without any mark", () => {
  let stopped = 0;
  const box = show({ stop: () => (stopped += 1) });
  fireEvent.compositionStart(box);
  fireEvent.keyDown(box, { key: "Escape" });
  expect(stopped).toBe(0);
  fireEvent.compositionEnd(box);
  fireEvent.keyDown(box, { key: "Escape" });
  expect(stopped).toBe(1);
});

test("a composition that never ends keeps no key of another field", () => {
  let stopped = 0;
  const box = show({ stop: () => (stopped += 1) }, <input aria-label="Title" />);
  fireEvent.compositionStart(screen.getByLabelText("Title"));
  fireEvent.keyDown(box, { key: "Escape" });
  expect(stopped).toBe(1);
});

test("an open dialog has the keys to itself", () => {
  const box = show({ stop: () => expect.unreachable() }, <dialog open>Here</dialog>);
  expect(fireEvent.keyDown(box, { key: "Escape" })).toBe(true);
});

test("what another has taken is not carried out again", () => {
  const taken = <input aria-label="Taken" onKeyDown={(event) => event.preventDefault()} readOnly />;
  show({ stop: () => expect.unreachable() }, taken);
  fireEvent.keyDown(screen.getByLabelText("Taken"), { key: "Escape" });
});

test("a key that is held down is one command", () => {
  let searched = 0;
  const box = show({ search: () => (searched += 1) });
  fireEvent.keyDown(box, SEARCH);
  fireEvent.keyDown(box, { ...SEARCH, repeat: true });
  expect(searched).toBe(1);
});

test("the newest commands hold, and none after the page is gone", () => {
  const seen: number[] = [];
  const Counting = (): ReactNode => {
    const [count, setCount] = useState(0);
    return (
      <Page
        commands={{
          search: () => {
            seen.push(count);
            setCount(count + 1);
          },
        }}
      />
    );
  };
  const { unmount } = render(<Counting />);
  fireEvent.keyDown(screen.getByLabelText("Box"), SEARCH);
  fireEvent.keyDown(screen.getByLabelText("Box"), SEARCH);
  unmount();
  fireEvent.keyDown(document.body, SEARCH);
  expect(seen).toEqual([0, 1]);
});
