import { expect, test } from "vitest";
import { entriesOf, readShared } from "../../../src/page/sharing/shared-branch.ts";
import { DecodeError } from "../../../src/protocol/index.ts";

const TIMES = { created_at: "2026-01-01T00:00:00+00:00", expires_at: "2026-01-31T00:00:00+00:00" };
const QUESTION = { role: "user", text: "What is a ford?" };
const ANSWER = {
  role: "assistant",
  text: "A shallow place.",
  model: "river",
  status: "finished",
  reason: "stop",
};

function shared(messages: readonly object[], more: object = {}): string {
  return JSON.stringify({ ...TIMES, branch: { title: "Fords", system: null, messages, ...more } });
}

test("a branch is read from its first question to its last answer", () => {
  const call = { index: 0, name: "tide", arguments: "{}" };
  const thought = { ...ANSWER, reasoning: "Hm.", tool_calls: [call], more: 1 };
  const read = readShared(shared([QUESTION, thought], { system: "Be brief." }));
  if (read === null || read === "later") throw new Error("nothing was read");
  expect(read).toMatchObject({ title: "Fords", system: "Be brief." });
  expect(read.until.getTime() - read.sharedAt.getTime()).toBe(30 * 86_400_000);
  const entries = entriesOf(read);
  expect(entries.map(({ message }) => [message.id, message.parent_id, message.text])).toEqual([
    ["0", null, "What is a ford?"],
    ["1", "0", "A shallow place."],
  ]);
  expect(entries[1]?.message).toMatchObject({ reasoning: "Hm.", model: "river", reason: "stop" });
  expect(entries[1]?.message).toMatchObject({ tool_calls: [call] });
  for (const { message, versions, stream } of entries) {
    expect(versions).toEqual([message.id]);
    expect(stream).toBeNull();
  }
});

test("a link that leads nowhere, and one that has to wait, are told apart", () => {
  expect(readShared("null")).toBeNull();
  expect(readShared('"later"')).toBe("later");
});

test("what is no such copy is refused", () => {
  for (const wrong of ["", "{}", '"x"', shared([{ role: "system", text: "x" }]), shared([{}])])
    expect(() => readShared(wrong)).toThrow(DecodeError);
});
