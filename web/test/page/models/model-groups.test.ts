// How models are found by words and letters, and in which groups they stand.

import { expect, test } from "vitest";
import {
  groupModels,
  sharedTitles,
  titled,
  titleWithin,
} from "../../../src/page/models/model-groups.ts";
import { model } from "../../core/fake-api.ts";

const MODELS = [
  model("smol", { title: "SmolLM2 135M", provider: "embedded" }),
  model("router/anthropic/claude", { title: "Claude", provider: "router" }),
  model("qwen", { title: "Qwen3 0.6B", provider: "embedded" }),
  model("router/qwen/qwen3", { title: "Qwen3 32B", provider: "router" }),
];
const nameOf = (provider: string): string => (provider === "embedded" ? "내장 모델" : provider);

function found(query: string): string[] {
  return groupModels(MODELS, query, nameOf).map(
    ({ provider, models }) => `${provider}: ${models.map(({ title }) => title).join(", ")}`,
  );
}

test("models stand in groups by their origin, each in the order in which they came", () => {
  expect(found("")).toEqual(["embedded: SmolLM2 135M, Qwen3 0.6B", "router: Claude, Qwen3 32B"]);
});

test("every word has to occur, in the title, the id or the origin, whatever its case and width", () => {
  expect(found("QWEN")).toEqual(["embedded: Qwen3 0.6B", "router: Qwen3 32B"]);
  expect(found("qwen router")).toEqual(["router: Qwen3 32B"]);
  expect(found("ｑｗｅｎ　내장")).toEqual(["embedded: Qwen3 0.6B"]);
  expect(found("anthropic")).toEqual(["router: Claude"]);
  expect(found("nothing")).toEqual([]);
});

test("letters lead to the next title that begins with them, around the end", () => {
  expect(titled(MODELS, "q", 0)).toBe(2);
  expect(titled(MODELS, "q", 3)).toBe(3);
  expect(titled(MODELS, "smol", 2)).toBe(0);
  expect(titled(MODELS, "x", 0)).toBe(-1);
  expect(titled([], "x", 0)).toBe(-1);
});

test("a title does not repeat the origin that stands above it", () => {
  expect(titleWithin("OpenAI", model("m", { title: "gpt (OpenAI)" }))).toBe("gpt");
  expect(titleWithin("Groq", model("m", { title: "gpt (OpenAI)" }))).toBe("gpt (OpenAI)");
});

test("titles that two models have are found, whatever stands between them", () => {
  const twin = (id: string) => model(id, { title: "Qwen3 8B" });
  expect(sharedTitles([twin("q4"), ...MODELS, twin("q8"), twin("bf16")])).toEqual(
    new Set(["Qwen3 8B"]),
  );
  expect(sharedTitles(MODELS)).toEqual(new Set());
});
