import { expect, test } from "vitest";
import type { BranchMessage } from "../../../src/core/index.ts";
import { sameEntries } from "../../../src/page/messages/same-entries.ts";
import { answered } from "../../core/fake-api.ts";

function entry(fields: Partial<BranchMessage> = {}): BranchMessage {
  const message = answered();
  return { message, versions: [message.id], index: 0, stream: null, ...fields };
}

test("a message that is read again and says the same stays the same object", () => {
  const before = [entry(), entry({ message: answered({ id: "b" }) })];
  const again = [
    entry(),
    entry({ message: answered({ id: "b" }) }),
    entry({ message: answered({ id: "c" }) }),
  ];
  const kept = sameEntries(before, again);
  expect(kept[0]).toBe(before[0]);
  expect(kept[1]).toBe(before[1]);
  expect(kept[2]).toBe(again[2]);
});

test.each<[string, Partial<BranchMessage>]>([
  ["its text", { message: answered({ text: "Another." }) }],
  ["its status", { message: answered({ status: "stopped" }) }],
  ["its figures", { message: answered({ usage: { prompt_tokens: 1, completion_tokens: 99 } }) }],
  ["its versions", { versions: ["a1", "a2"] }],
  ["its place among them", { index: 1 }],
  ["its id", { message: answered({ id: "other" }) }],
])("a message is another one when %s changed", (_, fields) => {
  const now = [entry(fields)];
  expect(sameEntries([entry()], now)[0]).toBe(now[0]);
});

test("a branch that has become shorter is as short", () => {
  expect(sameEntries([entry(), entry({ message: answered({ id: "b" }) })], [entry()])).toHaveLength(
    1,
  );
});
