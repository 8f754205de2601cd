import { expect, test } from "vitest";
import { branchOf, leafBelow } from "../../../src/core/conversation/tree.ts";
import type { Message } from "../../../src/protocol/index.ts";

let minute = 0;

function question(id: string, parentId: string | null): Message {
  minute += 1;
  const at = new Date(minute * 60_000).toISOString();
  return { id, conversation_id: "c", parent_id: parentId, role: "user", text: id, created_at: at };
}

function answer(id: string, parentId: string): Message {
  minute += 1;
  return {
    id,
    conversation_id: "c",
    parent_id: parentId,
    role: "assistant",
    status: "finished",
    text: id,
    model: "m",
    cursor: "1-2",
    created_at: new Date(minute * 60_000).toISOString(),
  };
}

const Q1 = question("q1", null);
const A1 = answer("a1", "q1");
const Q2 = question("q2", "a1");
const A2 = answer("a2", "q2");
const A1B = answer("a1b", "q1");
const Q3 = question("q3", "a1b");
const A3 = answer("a3", "q3");
const Q1B = question("q1b", null);
const A4 = answer("a4", "q1b");
const ALL = [Q1, A1, Q2, A2, A1B, Q3, A3, Q1B, A4];

function path(leafId: string | null, messages: readonly Message[] = ALL): string[] {
  return branchOf(messages, leafId).map((entry) => entry.message.id);
}

test("the branch is the path from the root to the leaf", () => {
  expect(path("a2")).toEqual(["q1", "a1", "q2", "a2"]);
  expect(path("a3")).toEqual(["q1", "a1b", "q3", "a3"]);
  expect(path("a4")).toEqual(["q1b", "a4"]);
});

test("without a leaf the newest one is read", () => {
  expect(path(null)).toEqual(["q1b", "a4"]);
  expect(path("gone")).toEqual(["q1b", "a4"]);
});

test("children of one parent are versions in the order of their creation", () => {
  const [root, first] = branchOf(ALL, "a3");
  expect(root).toMatchObject({ versions: ["q1", "q1b"], index: 0 });
  expect(first).toMatchObject({ versions: ["a1", "a1b"], index: 1 });
});

test("the order of versions does not depend on the order of the reply", () => {
  expect(branchOf([...ALL].reverse(), "a3")[1]).toMatchObject({
    versions: ["a1", "a1b"],
    index: 1,
  });
});

test("choosing a version leads to the newest leaf below it", () => {
  expect(leafBelow(ALL, "a1")).toBe("a2");
  expect(leafBelow(ALL, "a1b")).toBe("a3");
  expect(leafBelow(ALL, "q1")).toBe("a3");
  expect(leafBelow(ALL, "a4")).toBe("a4");
});

test("an empty conversation has an empty branch", () => {
  expect(path(null, [])).toEqual([]);
});

test("messages that are each other's parents do not hang the page", () => {
  expect(path("x", [question("x", "y"), answer("y", "x")])).toEqual(["y", "x"]);
});
