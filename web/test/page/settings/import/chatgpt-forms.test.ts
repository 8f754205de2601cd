/** Forms that real exports of ChatGPT have, of many years; and damage of every kind. */

import { expect, test } from "vitest";
import { fromChatGpt } from "../../../../src/page/settings/import/chatgpt.ts";

type Json = Record<string, unknown>;

/** A conversation of nodes in a row, each behind the one before it. */
function row(...nodes: readonly Json[]) {
  const mapping: Record<string, Json> = {};
  nodes.forEach((node, at) => {
    const [parent, child] = [nodes[at - 1]?.id ?? null, nodes[at + 1]?.id];
    mapping[node.id as string] = { parent, children: child ? [child] : [], ...node };
  });
  return { title: "t", conversation_id: "c", create_time: 1_700_000_000, mapping };
}

function said(id: string, role: string, content: unknown, more: Json = {}): Json {
  return { id, message: { author: { role }, content, recipient: "all", ...more } };
}

const text = (...parts: readonly unknown[]) => ({ content_type: "text", parts });
const parts = (...all: readonly unknown[]) => ({ content_type: "multimodal_text", parts: all });

/** What was said, as `role: text`. */
function told(given: object): readonly string[] {
  return (fromChatGpt(given as never)?.messages ?? []).map(({ role, text: said }) =>
    [role, said].join(": "),
  );
}

test.each([
  [
    "a picture and words",
    parts({ content_type: "image_asset_pointer" }, "What?"),
    "[image]\n\nWhat?",
  ],
  [
    "what was spoken",
    parts(
      { content_type: "audio_transcription", text: "Hello", direction: "in" },
      { content_type: "audio_asset_pointer", format: "wav" },
      { content_type: "real_time_user_audio_video_asset_pointer" },
    ),
    "Hello",
  ],
  ["parts that are nothing", text(null, 5, "", "What?", {}), "What?"],
  ["a half of a character", text("What \ud83d?"), "What \ufffd?"],
])("a question of %s is kept", (_, content, expected) => {
  const given = row(said("q", "user", content), said("a", "assistant", text("Yes.")));
  expect(told(given)).toEqual([`user: ${expected}`, "assistant: Yes."]);
});

test("a question of nothing but files has their names, and its own answer", () => {
  const attachments = [{ id: "file-1", name: "report.pdf" }, { id: "file-2" }, null];
  const given = row(
    said("q1", "user", text("What?")),
    said("a1", "assistant", text("That.")),
    said("q2", "user", text(""), { metadata: { attachments } }),
    said("a2", "assistant", text("A report.")),
  );
  expect(told(given)).toEqual([
    "user: What?",
    "assistant: That.",
    "user: [report.pdf]",
    "assistant: A report.",
  ]);
});

test("calls of tools, what they returned, and what the system said are left out", () => {
  const given = row(
    said("s", "system", text("You are ChatGPT.")),
    said("e", "user", { content_type: "user_editable_context", user_profile: "x" }),
    said("m", "assistant", { content_type: "model_editable_context", model_set_context: "x" }),
    said("q", "user", text("Plot it.")),
    said("t", "assistant", { content_type: "thoughts", thoughts: [{ summary: "Hm" }, null] }),
    said("r", "assistant", { content_type: "reasoning_recap", content: "Thought for 2 s" }),
    said("c", "assistant", { content_type: "code", text: "1+1" }, { recipient: "python" }),
    said("x", "tool", { content_type: "execution_output", text: "2" }),
    said("b", "tool", { content_type: "tether_browsing_display", result: "" }),
    said("u", "tool", { content_type: "tether_quote", text: "quote" }),
    said("f", "tool", { content_type: "system_error", name: "x", text: "failed" }),
    said("p", "tool", parts({ content_type: "image_asset_pointer" })),
    said("a", "assistant", text("Here it is.")),
  );
  expect(told(given)).toEqual(["user: Plot it.", "assistant: Here it is."]);
});

test("an answer that is nothing but code is kept as code", () => {
  const code = { content_type: "code", language: "python", text: "print(1)" };
  const given = row(said("q", "user", text("Code?")), said("a", "assistant", code));
  expect(told(given)).toEqual(["user: Code?", "assistant: ```python\nprint(1)\n```"]);
});

test("a branch whose parent does not name it is read, and one whose parent is missing", () => {
  const given = row(said("q", "user", text("One?")), said("a", "assistant", text("First.")));
  const mapping = {
    ...given.mapping,
    b: { ...said("b", "assistant", text("Second.")), parent: "q", children: [] },
    l: { ...said("l", "user", text("Lost?")), parent: "gone", children: ["also gone"] },
  };
  expect(told({ ...given, mapping })).toEqual([
    "user: One?",
    "assistant: First.",
    "assistant: Second.",
    "user: Lost?",
    "assistant: ",
  ]);
});

test("an answer that was begun without a word is no version beside one that has some", () => {
  const given = row(said("q", "user", text("One?")), said("a", "assistant", text("First.")));
  const empty = { ...said("e", "assistant", text("")), parent: "q", children: [] };
  const question = { ...given.mapping.q, children: ["e", "a"] };
  const mapping = { ...given.mapping, q: question, e: empty };
  expect(told({ ...given, mapping })).toEqual(["user: One?", "assistant: First."]);
});

test.each([
  ["milliseconds", 1_700_000_000_000],
  ["a time before computers", -5e10],
  ["no number", "yesterday"],
  ["more than there can be", 1e300],
])("a time that is %s is that of what came before", (_, time) => {
  const given = row(
    said("q", "user", text("One?"), { create_time: 1_700_000_000 }),
    said("a", "assistant", text("First."), { create_time: time }),
  );
  const taken = fromChatGpt({ ...given, create_time: time, update_time: time } as never);
  const times = [taken?.created_at, taken?.updated_at, taken?.messages[1]?.created_at];
  expect(times).toEqual(Array(3).fill("2023-11-14T22:13:20.000Z"));
});

/** Values of other kinds than a field should have. */
const ODD = [null, 7, "x", true, [], {}, [null], [[]], { role: 1 }];

test("no value of another kind than expected ends the reading", () => {
  const node = said("q", "user", text("One?"), { create_time: 1, metadata: { model_slug: "m" } });
  const whole = row({ ...node, children: ["q"] }, said("a", "assistant", text("First.")));
  const paths: string[][] = [];
  const walk = (value: unknown, path: string[]): void => {
    if (path.length > 1 || (path.length === 1 && path[0] !== "mapping")) paths.push(path);
    if (typeof value === "object" && value !== null)
      for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key]);
  };
  walk(whole, []);
  expect(paths.length).toBeGreaterThan(30);
  for (const path of paths)
    for (const odd of ODD) {
      const damaged = structuredClone(whole) as Json;
      let place = damaged;
      for (const key of path.slice(0, -1)) place = place[key] as Json;
      place[path.at(-1) as string] = odd;
      const taken = fromChatGpt(damaged as never);
      for (const { id, role, text: words, created_at } of taken?.messages ?? [])
        expect([typeof id, typeof role, typeof words, typeof created_at, path, odd]).toEqual([
          "string",
          "string",
          "string",
          "string",
          path,
          odd,
        ]);
      expect(typeof (taken?.title ?? "")).toBe("string");
      expect(typeof (taken?.id ?? "")).toBe("string");
    }
});
