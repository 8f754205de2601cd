/** Pictures that go with a question: in the draft at once, on their way, and what can go wrong. */

import { expect, test, vi } from "vitest";
import type { AttachmentsApi } from "../../../src/core/attachments/index.ts";
import { emptyView } from "../../../src/core/conversation/conversation-view.ts";
import { type ConversationView, Draft, Store } from "../../../src/core/index.ts";
import { AttachedFiles } from "../../../src/page/files/attached-files.ts";
import { Unextracted } from "../../../src/page/files/extracted.ts";
import { PictureChoice } from "../../../src/page/files/picture-choice.ts";
import type { PreparedPicture } from "../../../src/page/files/prepared-picture.ts";
import { type SendingState, SentPictures } from "../../../src/page/files/sent-pictures.ts";
import { ApiError, type Attachment } from "../../../src/protocol/index.ts";

const MADE: PreparedPicture = {
  picture: new Blob(["x"], { type: "image/png" }),
  width: 1,
  height: 1,
};

/** A draft whose memory outlives it, and a server that the test makes reply. */
function begin() {
  const conversation = new Store<ConversationView>({ ...emptyView("c1"), branch: [] });
  const kept = new Map<string, string>();
  const memory = {
    read: (name: string) => kept.get(name) ?? "",
    write: (name: string, text: string) => void kept.set(name, text),
  };
  const sendings: { id: string; end: () => void; fail: (error: Error) => void }[] = [];
  const api: AttachmentsApi = {
    attach: (_picture, { id = "" } = {}) =>
      new Promise((resolve, reject) => {
        sendings.push({ id, end: () => resolve({ id } as Attachment), fail: reject });
      }),
    path: (id) => `/api/attachments/${id}`,
  };
  const place = { isOpen: true };
  const open = (prepare = (_: File) => Promise.resolve(MADE)) => {
    const draft = new Draft(conversation, memory);
    const sent = new SentPictures(draft, api, { isOpen: () => place.isOpen, prepare });
    sent.follow();
    const states = () => sent.getSnapshot().map(({ name, state }) => `${name} ${told(state)}`);
    const names = () => draft.getSnapshot().content.attachments?.map(({ name }) => name) ?? [];
    return { draft, sent, states, names };
  };
  const sending = async (count: number) => {
    await vi.waitFor(() => expect(sendings.length).toBe(count));
    const last = sendings[count - 1];
    if (last === undefined) throw new Error("it is there");
    return last;
  };
  return { open, place, sending, sendings };
}

function told(state: SendingState): string {
  if (state.status !== "failed") return state.status;
  return state.error === null ? state.reason : state.error.code;
}

const picture = (name: string) => new File(["x"], name, { type: "image/png" });

test("a picture is in the draft as soon as it is ready, and is sent under the draft's id", async () => {
  const { open, sending } = begin();
  const { draft, sent, states, names } = open();
  sent.add(picture("a.png"));
  expect(states()).toEqual(["a.png preparing"]);
  const first = await sending(1);
  expect([names(), states()]).toEqual([["a.png"], ["a.png sending"]]);
  expect(draft.getSnapshot().content.attachments?.[0]?.id).toBe(first.id);
  first.end();
  await vi.waitFor(() => expect(states()).toEqual(["a.png ready"]));
});

test("one that could not be sent is sent again under the same id", async () => {
  const { open, sending } = begin();
  const { sent, states } = open();
  sent.add(picture("a.png"));
  const first = await sending(1);
  const fields = { status: 0, code: "network", detail: "Away.", retryable: true };
  first.fail(new ApiError(fields));
  await vi.waitFor(() => expect(states()).toEqual(["a.png network"]));
  sent.retry(first.id);
  const second = await sending(2);
  second.end();
  expect(second.id).toBe(first.id);
  await vi.waitFor(() => expect(states()).toEqual(["a.png ready"]));
});

test("of more than twenty pictures the others say so, and are not looked at", async () => {
  const { open, sendings } = begin();
  const prepare = vi.fn(() => Promise.resolve(MADE));
  const { sent, names, states } = open(prepare);
  for (let each = 1; each <= 22; each += 1) sent.add(picture(`${each}.png`));
  await vi.waitFor(() => expect(sendings.length).toBe(20));
  expect(names().length).toBe(20);
  expect(states().slice(20)).toEqual(["21.png many", "22.png many"]);
  expect(prepare).toHaveBeenCalledTimes(20);
});

test("one that the browser cannot decode is not in the draft, and says why", async () => {
  const { open } = begin();
  const { sent, states, names } = open(() => Promise.reject(new Unextracted("heic")));
  sent.add(picture("a.heic"));
  await vi.waitFor(() => expect(states()).toEqual(["a.heic heic"]));
  expect(names()).toEqual([]);
});

test("a picture that is made ready during an edit is in the draft when that comes back", async () => {
  const { open, place, sending } = begin();
  const { sent, names, states } = open();
  sent.add(picture("a.png"));
  place.isOpen = false;
  (await sending(1)).end();
  expect(names()).toEqual([]);
  place.isOpen = true;
  sent.follow();
  await vi.waitFor(() => expect(states()).toEqual(["a.png ready"]));
  expect(names()).toEqual(["a.png"]);
});

test("what is on its way when the box goes is waited for by the next one", async () => {
  const { open, sending } = begin();
  const { sent } = open();
  sent.add(picture("a.png"));
  const first = await sending(1);
  sent.close();
  const { states } = open();
  expect(states()).toEqual(["a.png sending"]);
  first.end();
  await vi.waitFor(() => expect(states()).toEqual(["a.png ready"]));
});

test("a picture follows what the model sees until a person has chosen", async () => {
  const { open, sending } = begin();
  const { sent } = open();
  const box = { isOpen: () => true, read: () => ({ text: "", caret: 0 }), write: () => undefined };
  const texts = new AttachedFiles(box, () => new Promise(() => undefined));
  const choice = new PictureChoice(texts, sent);
  const shown = () => [
    texts.getSnapshot().map(({ name }) => name),
    sent.getSnapshot().map(({ name }) => name),
  ];
  choice.follow(false);
  choice.add([picture("a.png"), new File(["x"], "b.txt")]);
  expect(shown()).toEqual([["a.png", "b.txt"], []]);
  choice.follow(true);
  await sending(1);
  expect(shown()).toEqual([["b.txt"], ["a.png"]]);
  choice.follow(false);
  expect(shown()).toEqual([["b.txt", "a.png"], []]);
  const [, one] = texts.getSnapshot();
  if (one === undefined) throw new Error("it is there");
  choice.sendPicture(one.id, one.file);
  await sending(2);
  choice.follow(null);
  choice.follow(false);
  expect(shown()).toEqual([["b.txt"], ["a.png"]]);
});
