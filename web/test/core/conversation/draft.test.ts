import { expect, test } from "vitest";
import { emptyView } from "../../../src/core/conversation/conversation-view.ts";
import {
  type BranchMessage,
  type ConversationView,
  Draft,
  Store,
} from "../../../src/core/index.ts";
import type { Question } from "../../../src/protocol/index.ts";

function question(id: string, text: string): BranchMessage {
  const fields = { conversation_id: "c1", parent_id: null, created_at: "2026-01-01T00:00:00Z" };
  const message = { ...fields, id, role: "user" as const, text };
  return { message, versions: [id], index: 0, stream: null };
}

/** A conversation, and the drafts that are kept; each `open` is another visit of it. */
function visit(id: string | null, branch: readonly BranchMessage[] = []) {
  const conversation = new Store<ConversationView>({ ...emptyView(id), branch });
  const kept = new Map<string, string>();
  const memory = {
    read: (name: string) => kept.get(name) ?? "",
    write: (name: string, text: string) => {
      if (text === "") kept.delete(name);
      else kept.set(name, text);
    },
  };
  const open = () => {
    const draft = new Draft(conversation, memory);
    const leave = draft.subscribe(() => undefined);
    return { draft, leave, text: () => draft.getSnapshot().content.text };
  };
  const reject = (text: string) =>
    conversation.patch({ rejected: { content: { text }, error: null } });
  return { conversation, kept, open, reject };
}

const HI = question("q1", "Hi");

test("what is written is there at the next visit, and gone once it is taken", () => {
  const { open, kept } = visit("c1");
  open().draft.setText("And?");
  const { draft, text } = open();
  expect(text()).toBe("And?");
  expect(draft.take()).toEqual({ content: { text: "And?" }, editOf: null });
  expect(text()).toBe("");
  expect(kept.size).toBe(0);
});

test("pictures stay with the text they go with, whatever stands in that", () => {
  const { open, kept } = visit("c1");
  const about = { media_type: "image/png", bytes: 1, width: 1, height: 1 };
  const attachments = [{ ...about, id: "p1", name: "a.png" }];
  for (const text of ["", "And?", "\0[", '\0{"text":""}']) {
    open().draft.write({ text, attachments });
    expect(open().draft.getSnapshot().content).toEqual({ text, attachments });
    open().draft.write({ text });
    expect(open().draft.getSnapshot().content).toEqual({ text });
  }
  open().draft.write({ text: "", attachments });
  open().draft.take();
  expect(kept.size).toBe(0);
});

test("what is written while the first question is on its way stays, whatever becomes of that", () => {
  const { conversation, kept, open } = visit(null);
  const { draft, text } = open();
  draft.setText("Hi");
  draft.take();
  conversation.patch({ id: "c1" });
  draft.setText("And?");
  expect([...kept]).toEqual([["draft.c1", "And?"]]);
  conversation.patch({ id: null, rejected: { content: { text: "Hi" }, error: null } });
  expect(text()).toBe("And?");
  expect([...kept]).toEqual([["draft.new", "And?"]]);
});

test("an edit begins with the question's text, beside the draft, and names the question", () => {
  const { open, kept } = visit("c1", [HI]);
  const { draft, text } = open();
  draft.setText("And?");
  draft.edit(HI);
  expect([text(), draft.getSnapshot().edited?.id]).toEqual(["Hi", "q1"]);
  draft.setText("Hello");
  expect(draft.take()).toEqual({ content: { text: "Hello" }, editOf: "q1" });
  expect(text()).toBe("And?");
  expect(draft.getSnapshot().edited).toBeNull();
  expect([...kept]).toEqual([["draft.c1", "And?"]]);
});

test("an edit of a question with pictures has its content alone, not its id and place", () => {
  const about = { media_type: "image/png", bytes: 1, width: 1, height: 1 };
  const attachments = [{ ...about, id: "p1", name: "a.png" }];
  const { message } = HI;
  const { draft } = visit("c1", [
    { ...HI, message: { ...message, attachments } as Question },
  ]).open();
  draft.edit(HI);
  draft.setText("Hello");
  expect(draft.take()).toEqual({ content: { text: "Hello", attachments }, editOf: "q1" });
});

test("half an edit goes on at the next visit, once its question is there", () => {
  const { conversation, open } = visit("c1", [HI]);
  const first = open();
  first.draft.edit(HI);
  first.draft.setText("Hel");
  conversation.patch({ branch: [] });
  const { draft, text } = open();
  expect([text(), draft.getSnapshot().edited]).toEqual(["", null]);
  conversation.patch({ branch: [HI] });
  expect([text(), draft.getSnapshot().edited?.id]).toEqual(["Hel", "q1"]);
});

test("an edit rests while its question is on a branch that is not shown", () => {
  const { conversation, open } = visit("c1", [HI]);
  const { draft, text } = open();
  draft.edit(HI);
  draft.setText("Hello");
  conversation.patch({ branch: [question("q2", "Hey")] });
  expect([text(), draft.getSnapshot().edited]).toEqual(["", null]);
  conversation.patch({ branch: [HI] });
  expect([text(), draft.getSnapshot().edited?.id]).toEqual(["Hello", "q1"]);
});

test("an edit that is given up leaves nothing", () => {
  const { kept, open } = visit("c1", [HI]);
  const { draft, text } = open();
  draft.edit(HI);
  draft.setText("Hello");
  draft.cancelEdit();
  expect(text()).toBe("");
  expect(kept.size).toBe(0);
  draft.edit(HI);
  expect(text()).toBe("Hi");
});

test("a question that was not asked is offered once, and never over another text", () => {
  const { conversation, open, reject } = visit("c1");
  const { draft, text } = open();
  reject("lost");
  expect(text()).toBe("lost");
  draft.setText("");
  conversation.patch({ title: "T" });
  expect(text()).toBe("");
  draft.setText("other");
  reject("lost");
  expect(text()).toBe("other");
});

test("a question that was not asked is kept for the next visit, too", () => {
  const { open, reject, conversation } = visit("c1");
  const first = open();
  reject("lost");
  first.leave();
  conversation.patch({ rejected: null });
  expect(open().text()).toBe("lost");
});

test("a model that is picked is that of its conversation", () => {
  const { open, kept } = visit("c1");
  open().draft.pickModel("m1");
  expect(kept.get("model.c1")).toBe("m1");
  expect(open().draft.getSnapshot().model).toBe("m1");
});

test("a model picked for the first question is not kept as that of its conversation", () => {
  const { conversation, open, kept } = visit(null);
  const { draft } = open();
  draft.pickModel("m1");
  conversation.patch({ id: "c1", branch: [HI] });
  expect(kept.size).toBe(0);
  draft.pickModel("m2");
  expect(kept.get("model.c1")).toBe("m2");
});

test("a draft that nobody shows hears of nothing, and catches up when it is shown", () => {
  const { conversation, open } = visit(null);
  const { draft, leave } = open();
  draft.setText("And?");
  leave();
  expect(conversation.watched).toBe(false);
  conversation.patch({ id: "c1" });
  draft.subscribe(() => undefined);
  draft.setText("And then?");
  expect(conversation.watched).toBe(true);
  expect(open().text()).toBe("And then?");
});

test("a question that is refused when nobody looks any more is there at the next visit", () => {
  const { conversation, kept, open } = visit(null);
  const { draft, leave } = open();
  draft.setText("Hi");
  draft.take();
  const live = {} as NonNullable<ConversationView["live"]>;
  conversation.patch({ id: "c1", live });
  leave();
  const rejected = { content: { text: "Hi" }, error: null };
  conversation.patch({ id: null, live: null, rejected });
  expect([...kept]).toEqual([["draft.new", "Hi"]]);
  expect(conversation.watched).toBe(false);
});
