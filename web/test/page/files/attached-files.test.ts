/** Files that are added to a question: their order, their text, and what becomes of both. */

import { expect, test, vi } from "vitest";
import { AttachedFiles, type WritingBox } from "../../../src/page/files/attached-files.ts";
import {
  type Extract,
  type Extraction,
  type ExtractOptions,
  Unextracted,
} from "../../../src/page/files/extracted.ts";

/** A box, and a reader of files that the test makes finish. */
function begin(text = "") {
  const written = { text, caret: text.length };
  const place = { isOpen: true };
  const box: WritingBox = {
    isOpen: () => place.isOpen,
    read: () => written,
    write: (next, caret) => Object.assign(written, { text: next, caret }),
  };
  const asked: {
    name: string;
    options: ExtractOptions;
    end: (said: Partial<Extraction>) => void;
    fail: (error: unknown) => void;
  }[] = [];
  const extract: Extract = (file, _kind, options) =>
    new Promise((resolve, reject) => {
      options.signal.addEventListener("abort", () => reject(options.signal.reason));
      const end = (said: Partial<Extraction>) =>
        resolve({ text: file.name, unsure: false, fits: 1, ...said });
      asked.push({ name: file.name, options, end, fail: reject });
    });
  const attached = new AttachedFiles(box, async () => extract);
  const add = (...names: string[]) => attached.add(names.map((name) => new File(["x"], name)));
  const asking = async (count: number) => {
    await vi.waitFor(() => expect(asked.length).toBe(count));
    const last = asked[count - 1];
    if (last === undefined) throw new Error("it is there");
    return last;
  };
  const states = () => attached.getSnapshot().map(({ name, state }) => `${name} ${state.status}`);
  return { attached, written, place, add, asking, states };
}

test("files are read one after the other, and stand in their order behind what was written", async () => {
  const { written, add, asking, states } = begin("Look at these.");
  add("1.png", "2.png");
  (await asking(1)).end({ text: "one" });
  (await asking(2)).end({ text: "two" });
  await vi.waitFor(() => expect(states()).toEqual(["1.png ready", "2.png ready"]));
  expect(written.text).toBe("Look at these.\n1.png\n```\none\n```\n2.png\n```\ntwo\n```\n");
  expect(written.caret).toBe(written.text.length);
});

test("the text of a file waits while another question is edited in the box", async () => {
  const { attached, written, place, add, asking, states } = begin("Look.");
  add("1.png");
  const first = await asking(1);
  place.isOpen = false;
  first.end({ text: "one" });
  await vi.waitFor(() => expect(states()).toEqual(["1.png waiting"]));
  expect(written.text).toBe("Look.");
  place.isOpen = true;
  attached.follow(written.text);
  (await asking(2)).end({ text: "one" });
  await vi.waitFor(() => expect(states()).toEqual(["1.png ready"]));
  expect(written.text).toBe("Look.\n1.png\n```\none\n```\n");
});

test("what is typed while a file is read stays, and so does the caret in it", async () => {
  const { written, add, asking, states } = begin();
  add("1.png", "2.png");
  (await asking(1)).end({ text: "one" });
  const next = await asking(2);
  written.text = `Typed.\n${written.text}`;
  written.caret = 3;
  next.end({ text: "two" });
  await vi.waitFor(() => expect(states()[1]).toBe("2.png ready"));
  expect(written.text).toBe("Typed.\n1.png\n```\none\n```\n2.png\n```\ntwo\n```\n");
  expect(written.caret).toBe(3);
});

test("a file that is taken away takes its text with it, corrected or not", async () => {
  const { attached, written, add, asking, states } = begin("Before. ");
  add("1.png");
  (await asking(1)).end({ text: "one" });
  await vi.waitFor(() => expect(states()).toEqual(["1.png ready"]));
  written.text = written.text.replace("one", "won");
  attached.remove(1);
  expect(written.text).toBe("Before. \n");
  expect(states()).toEqual([]);
});

test("a file that is taken away while it is read is called off, and the next one is read", async () => {
  const { attached, written, add, asking, states } = begin();
  add("1.png", "2.png");
  const first = await asking(1);
  attached.remove(1);
  expect(first.options.signal.aborted).toBe(true);
  (await asking(2)).end({ text: "two" });
  await vi.waitFor(() => expect(states()).toEqual(["2.png ready"]));
  expect(written.text).toBe("2.png\n```\ntwo\n```\n");
});

test("files change places, in the list and in the box", async () => {
  const { attached, written, add, asking, states } = begin();
  add("1.png", "2.png");
  (await asking(1)).end({ text: "one" });
  (await asking(2)).end({ text: "two" });
  await vi.waitFor(() => expect(states()[1]).toBe("2.png ready"));
  attached.move(2, -1);
  expect(states()).toEqual(["2.png ready", "1.png ready"]);
  expect(written.text).toBe("2.png\n```\ntwo\n```\n1.png\n```\none\n```\n");
  attached.move(2, -1);
  expect(states()).toEqual(["2.png ready", "1.png ready"]);
});

test("a file whose text is sent, or taken out by hand, leaves the list; one that failed stays", async () => {
  const { attached, add, asking, states } = begin();
  add("1.png", "2.bin");
  (await asking(1)).end({ text: "one" });
  (await asking(2)).fail(new Unextracted("other"));
  await vi.waitFor(() => expect(states()).toEqual(["1.png ready", "2.bin failed"]));
  attached.follow("");
  expect(states()).toEqual(["2.bin failed"]);
});

test("two files of one name are told apart", async () => {
  const { add, states } = begin();
  add("image.png", "image.png");
  expect(states().map((each) => each.split(" ").slice(0, -1).join(" "))).toEqual([
    "image.png",
    "image 2.png",
  ]);
});

test("a file without text says so", async () => {
  const { attached, add, asking } = begin();
  add("1.png");
  (await asking(1)).end({ text: " \n" });
  await vi.waitFor(() => {
    expect(attached.getSnapshot()[0]?.state).toEqual({ status: "failed", reason: "empty" });
  });
});

test("other pages of a document take the place of those that were there", async () => {
  const { attached, written, add, asking, states } = begin();
  add("a.pdf");
  (await asking(1)).end({ text: "all", pages: { first: 1, last: 40, count: 40 } });
  await vi.waitFor(() => expect(states()).toEqual(["a.pdf ready"]));
  written.text = `Summarise.\n\n${written.text}Thanks.`;
  attached.choosePages(1, { first: 2, last: 3 });
  const again = await asking(2);
  expect(again.options.pages).toEqual({ first: 2, last: 3 });
  again.end({ text: "some", pages: { first: 2, last: 3, count: 40 } });
  await vi.waitFor(() => {
    expect(written.text).toBe("Summarise.\n\na.pdf (p. 2–3 / 40)\n```\nsome\n```\nThanks.");
  });
});

test("a file is told how much room the question has left", async () => {
  const { add, asking } = begin("x".repeat(150_000));
  add("a.txt");
  expect((await asking(1)).options.room).toEqual({ characters: 49_400, bytes: Infinity });
});

test("an instruction stands before all else, in the place of an earlier one", () => {
  const { attached, written } = begin("a.png\n```\none\n```\n");
  attached.instruct("Translate this.", ["Summarise this.", "Translate this."]);
  attached.instruct("Summarise this.", ["Summarise this.", "Translate this."]);
  expect(written.text).toBe("Summarise this.\n\na.png\n```\none\n```\n");
});
