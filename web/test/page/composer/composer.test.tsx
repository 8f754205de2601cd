// @vitest-environment happy-dom

import { act, cleanup, createEvent, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { emptyView } from "../../../src/core/conversation/conversation-view.ts";
import { type BranchMessage, type ConversationView, Store } from "../../../src/core/index.ts";
import { Composer } from "../../../src/page/composer/composer.tsx";
import { useDraft } from "../../../src/page/composer/use-draft.ts";
import { followComposing } from "../../../src/page/keys/composing.ts";

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});
beforeEach(() => sessionStorage.clear());
beforeEach(followComposing);

const NOTHING = (): void => undefined;
const QUESTION: BranchMessage = {
  message: {
    ...{ id: "q1", conversation_id: "c1", parent_id: null, created_at: "2026-01-01T00:00:00Z" },
    role: "user",
    text: "old question",
  },
  versions: ["q1"],
  index: 0,
  stream: null,
};

interface ShowOptions {
  id?: string | null;
  growing?: boolean;
  queues?: boolean;
}

/** Shows the box of a conversation, and does to that what the test says. */
function show({ id = null, growing = false, queues = true }: ShowOptions = {}) {
  const sent: string[] = [];
  const queued: string[] = [];
  const conversation = new Store<ConversationView>(emptyView(id));
  function Box() {
    const { draft } = useDraft(conversation);
    return (
      <Composer
        draft={draft}
        growing={growing}
        stopping={false}
        onSend={() => sent.push(draft.take().content.text)}
        onQueue={queues ? () => queued.push(draft.take().content.text) : null}
        model={undefined}
        temporary={false}
        onStop={NOTHING}
      >
        <button type="button" onClick={() => draft.edit(QUESTION)}>
          Edit
        </button>
      </Composer>
    );
  }
  const { unmount } = render(<Box />);
  const change = (fields: Partial<ConversationView>) => act(() => conversation.patch(fields));
  const edit = () => {
    change({ branch: [QUESTION] });
    fireEvent.click(screen.getByRole("button", { name: "Edit" }));
  };
  return { sent, queued, unmount, change, edit };
}

function box(): HTMLTextAreaElement {
  return screen.getByRole("textbox", { name: "Message" });
}

function type(text: string): void {
  fireEvent.change(box(), { target: { value: text } });
}

/** Presses Enter; `keyCode` 229 is how a browser marks a key that an input method has taken. */
function enter(
  fields: { shiftKey?: boolean; ctrlKey?: boolean; isComposing?: boolean; keyCode?: number } = {},
): Event {
  const event = createEvent.keyDown(box(), { key: "Enter", keyCode: 13, ...fields });
  fireEvent(box(), event);
  return event;
}

test("Enter sends what was typed and empties the box", () => {
  const { sent } = show();
  type("hello");
  expect(enter().defaultPrevented).toBe(true);
  expect(sent).toEqual(["hello"]);
  expect(box().value).toBe("");
});

test("Shift+Enter breaks the line instead", () => {
  const { sent } = show();
  type("hello");
  expect(enter({ shiftKey: true }).defaultPrevented).toBe(false);
  expect(sent).toEqual([]);
});

test("nothing but white space is not sent", () => {
  const { sent } = show();
  type("  \n ");
  enter();
  expect(sent).toEqual([]);
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Send" }).disabled).toBe(true);
});

test("Enter belongs to an input method that is composing, by the event's own word", () => {
  const { sent } = show();
  type("안녕하세");
  enter({ isComposing: true });
  expect(sent).toEqual([]);
});

test("Enter with key code 229 after the composition's end, as Safari sends it, does not send", () => {
  const { sent } = show();
  fireEvent.compositionStart(box());
  type("안녕하세요");
  fireEvent.compositionEnd(box());
  enter({ keyCode: 229 });
  expect(sent).toEqual([]);
  enter();
  expect(sent).toEqual(["안녕하세요"]);
});

test("Enter between start and end of a composition does not send, even without any mark", () => {
  const { sent } = show();
  fireEvent.compositionStart(box());
  type("안녕");
  enter();
  expect(sent).toEqual([]);
  fireEvent.compositionEnd(box());
  enter();
  expect(sent).toEqual(["안녕"]);
});

test("a composition whose end never came is over when the box loses the focus", () => {
  const { sent } = show();
  fireEvent.compositionStart(box());
  type("안녕");
  fireEvent.blur(box());
  enter();
  expect(sent).toEqual(["안녕"]);
});

test("while an answer grows there is Stop instead of Send, and Enter queues what is written", () => {
  const { sent, queued } = show({ growing: true });
  expect(screen.queryByRole("button", { name: "Queue" })).toBeNull();
  type("next question");
  enter();
  expect(sent).toEqual([]);
  expect(queued).toEqual(["next question"]);
  expect(box().value).toBe("");
  type("and another one");
  fireEvent.click(screen.getByRole("button", { name: "Queue" }));
  expect(queued).toEqual(["next question", "and another one"]);
  expect(screen.getAllByRole("button", { name: "Stop" })).toHaveLength(1);
  expect(screen.queryByRole("button", { name: "Send" })).toBeNull();
});

test.each([{ queues: false }, { edits: true }])(
  "where nothing can wait, Enter during an answer keeps the text and says why: %o",
  ({ queues = true, edits = false }) => {
    const { queued, edit } = show({ growing: true, queues });
    if (edits) edit();
    type("next question");
    expect(screen.queryByRole("alert")).toBeNull();
    enter();
    expect(queued).toEqual([]);
    expect(box().value).toBe("next question");
    expect(screen.getByRole("alert").textContent).toMatch(/An answer is still growing/);
    type("next question!");
    expect(screen.queryByRole("alert")).toBeNull();
  },
);

test("what was typed is still there after a reload, for its own conversation only", () => {
  const first = show({ id: "c1" });
  type("draft");
  first.unmount();
  const other = show({ id: "c2" });
  expect(box().value).toBe("");
  other.unmount();
  show({ id: "c1" });
  expect(box().value).toBe("draft");
});

test("what is typed before the server names the conversation stays in the box, and is its draft", () => {
  const { change, unmount } = show({ growing: true });
  type("next question");
  const element = box();
  change({ id: "c1" });
  expect(box()).toBe(element);
  expect(box().value).toBe("next question");
  unmount();
  const fresh = show();
  expect(box().value).toBe("");
  fresh.unmount();
  show({ id: "c1" });
  expect(box().value).toBe("next question");
});

test("a name that comes in the middle of a composition changes nothing in the box", () => {
  const { change } = show({ growing: true });
  fireEvent.compositionStart(box());
  type("안녕하");
  const assigned = vi.spyOn(HTMLTextAreaElement.prototype, "value", "set");
  change({ id: "c1" });
  expect(assigned).not.toHaveBeenCalled();
  expect(box().value).toBe("안녕하");
});

test("a question that is edited can be sent once it is another", () => {
  const { sent, edit } = show({ id: "c1" });
  edit();
  const send = screen.getByRole<HTMLButtonElement>("button", { name: "Send" });
  expect(send.disabled).toBe(true);
  enter();
  type("old question ");
  enter();
  expect(sent).toEqual([]);
  type("new question");
  expect(send.disabled).toBe(false);
  enter();
  expect(sent).toEqual(["new question"]);
});

test("half an edit is kept while the conversation is left", () => {
  const { edit, unmount } = show({ id: "c1" });
  edit();
  type("new ques");
  unmount();
  show({ id: "c1" }).change({ branch: [QUESTION] });
  expect(box().value).toBe("new ques");
});

test("an edit that was cancelled begins anew", () => {
  const { edit } = show({ id: "c1" });
  edit();
  type("new ques");
  fireEvent.click(screen.getByRole("button", { name: "Cancel" }));
  edit();
  expect(box().value).toBe("old question");
});

/** Answers every media query as a phone does. */
function onPhone(): void {
  vi.spyOn(window, "matchMedia").mockImplementation(
    (query) => ({ matches: query === "(hover: none)" }) as MediaQueryList,
  );
}

test("the Enter on a touch screen breaks the line, and the button sends", () => {
  onPhone();
  const { sent } = show();
  type("hello");
  expect(box().getAttribute("enterkeyhint")).toBe("enter");
  expect(enter().defaultPrevented).toBe(false);
  expect(sent).toEqual([]);
  fireEvent.click(screen.getByRole("button", { name: "Send" }));
  expect(sent).toEqual(["hello"]);
});

test.each([{ code: "Enter" }, { code: "NumpadEnter" }, { ctrlKey: true }])(
  "a keyboard beside a touch screen sends: %o",
  (keys) => {
    onPhone();
    const { sent } = show();
    type("hello");
    enter(keys);
    expect(sent).toEqual(["hello"]);
  },
);

test("editing shows the question's text, and cancelling brings the draft back", () => {
  const { edit } = show();
  type("draft");
  edit();
  expect(box().value).toBe("old question");
  type("new question");
  fireEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(box().value).toBe("draft");
});

test("a question the server did not take is offered again, unless something else was typed", () => {
  const { change } = show();
  const rejected = () => ({ rejected: { content: { text: "lost" }, error: null } });
  change(rejected());
  expect(box().value).toBe("lost");
  change({ rejected: null });
  type("other");
  change(rejected());
  expect(box().value).toBe("other");
});

test("a browser without storage only forgets", () => {
  const { getItem, setItem } = Storage.prototype;
  const refuse = (): never => {
    throw new DOMException("denied", "SecurityError");
  };
  Object.assign(Storage.prototype, { getItem: refuse, setItem: refuse });
  try {
    const { sent } = show();
    type("hello");
    enter();
    expect(sent).toEqual(["hello"]);
  } finally {
    Object.assign(Storage.prototype, { getItem, setItem });
  }
});
