// @vitest-environment happy-dom

import { cleanup, createEvent, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Composer, type Editing } from "../../src/page/composer.tsx";

afterEach(cleanup);
beforeEach(() => sessionStorage.clear());

const NOTHING = (): void => undefined;

function show(given: {
  busy?: boolean;
  editing?: Editing | null;
  rejected?: string | null;
  conversationId?: string | null;
}) {
  const sent: string[] = [];
  const composer = (props: typeof given) => (
    <Composer
      conversationId={props.conversationId ?? null}
      busy={props.busy ?? false}
      stopping={false}
      editing={props.editing ?? null}
      rejected={props.rejected ?? null}
      onSend={(content) => sent.push(content)}
      onStop={NOTHING}
      onCancelEdit={NOTHING}
    />
  );
  const { rerender, unmount } = render(composer(given));
  return { sent, unmount, again: (props: typeof given) => rerender(composer(props)) };
}

function box(): HTMLTextAreaElement {
  return screen.getByRole("textbox", { name: "Message" });
}

function type(text: string): void {
  fireEvent.change(box(), { target: { value: text } });
}

/** Presses Enter; `keyCode` 229 is how a browser marks a key that an input method has taken. */
function enter(
  fields: { shiftKey?: boolean; isComposing?: boolean; keyCode?: number } = {},
): Event {
  const event = createEvent.keyDown(box(), { key: "Enter", keyCode: 13, ...fields });
  fireEvent(box(), event);
  return event;
}

test("Enter sends what was typed and empties the box", () => {
  const { sent } = show({});
  type("hello");
  expect(enter().defaultPrevented).toBe(true);
  expect(sent).toEqual(["hello"]);
  expect(box().value).toBe("");
});

test("Shift+Enter breaks the line instead", () => {
  const { sent } = show({});
  type("hello");
  expect(enter({ shiftKey: true }).defaultPrevented).toBe(false);
  expect(sent).toEqual([]);
});

test("nothing but white space is not sent", () => {
  const { sent } = show({});
  type("  \n ");
  enter();
  expect(sent).toEqual([]);
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Send" }).disabled).toBe(true);
});

test("Enter belongs to an input method that is composing, by the event's own word", () => {
  const { sent } = show({});
  type("안녕하세");
  enter({ isComposing: true });
  expect(sent).toEqual([]);
});

test("Enter with key code 229 after the composition's end, as Safari sends it, does not send", () => {
  const { sent } = show({});
  fireEvent.compositionStart(box());
  type("안녕하세요");
  fireEvent.compositionEnd(box());
  enter({ keyCode: 229 });
  expect(sent).toEqual([]);
  enter();
  expect(sent).toEqual(["안녕하세요"]);
});

test("Enter between start and end of a composition does not send, even without any mark", () => {
  const { sent } = show({});
  fireEvent.compositionStart(box());
  type("안녕");
  enter();
  expect(sent).toEqual([]);
  fireEvent.compositionEnd(box());
  enter();
  expect(sent).toEqual(["안녕"]);
});

test("a composition whose end never came is over when the box loses the focus", () => {
  const { sent } = show({});
  fireEvent.compositionStart(box());
  type("안녕");
  fireEvent.blur(box());
  enter();
  expect(sent).toEqual(["안녕"]);
});

test("while an answer grows there is Stop instead of Send, and Enter keeps the text", () => {
  const { sent } = show({ busy: true });
  type("next question");
  enter();
  expect(sent).toEqual([]);
  expect(box().value).toBe("next question");
  expect(screen.getAllByRole("button", { name: "Stop" })).toHaveLength(1);
  expect(screen.queryByRole("button", { name: "Send" })).toBeNull();
});

test("what was typed is still there after a reload, for its own conversation only", () => {
  const first = show({ conversationId: "c1" });
  type("draft");
  first.unmount();
  const other = show({ conversationId: "c2" });
  expect(box().value).toBe("");
  other.unmount();
  show({ conversationId: "c1" });
  expect(box().value).toBe("draft");
});

test("editing shows the question's text, and cancelling brings the draft back", () => {
  const { again } = show({});
  type("draft");
  again({ editing: { id: "q1", text: "old question" } });
  expect(box().value).toBe("old question");
  type("new question");
  again({});
  expect(box().value).toBe("draft");
});

test("a question the server did not take is offered again, unless something else was typed", () => {
  const { again } = show({});
  again({ rejected: "lost" });
  expect(box().value).toBe("lost");
  again({});
  type("other");
  again({ rejected: "lost" });
  expect(box().value).toBe("other");
});

test("a browser without storage only forgets", () => {
  const { getItem, setItem } = Storage.prototype;
  const refuse = (): never => {
    throw new DOMException("denied", "SecurityError");
  };
  Object.assign(Storage.prototype, { getItem: refuse, setItem: refuse });
  try {
    const { sent } = show({});
    type("hello");
    enter();
    expect(sent).toEqual(["hello"]);
  } finally {
    Object.assign(Storage.prototype, { getItem, setItem });
  }
});
