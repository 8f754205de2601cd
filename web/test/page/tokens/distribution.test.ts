// What temperature and top-p make of a few candidates of a large vocabulary, against all of it.

import { expect, test } from "vitest";
import { distributionOf, PLAIN, surenessOf } from "../../../src/page/tokens/distribution.ts";
import type { Token } from "../../../src/page/tokens/token-list.ts";

const ln = Math.log;

function token(text: string, probabilities: Readonly<Record<string, number>>, own?: number): Token {
  const candidates = Object.entries(probabilities).map(([each, p]) => [each, ln(p)] as const);
  const logprob = own ?? probabilities[text];
  return { at: 0, text, logprob: logprob === undefined ? null : ln(logprob), candidates };
}

const FRANCE = token("L", { L: 0.157, The: 0.134, La: 0.09, Al: 0.063, Le: 0.051 });

test("at temperature 1 the candidates are as the model sees them, and the others have the rest", () => {
  const found = distributionOf(FRANCE, PLAIN);
  expect(found?.shares.map(({ text, probability }) => [text, probability.toFixed(3)])).toEqual([
    ["L", "0.157"],
    ["The", "0.134"],
    ["La", "0.090"],
    ["Al", "0.063"],
    ["Le", "0.051"],
  ]);
  expect(found?.others.probability).toBeCloseTo(0.505);
  expect(found?.others.bound).toBe("exact");
  expect(found?.shares.filter(({ chosen }) => chosen).map(({ text }) => text)).toEqual(["L"]);
});

test("at temperature 0 the likeliest candidate is all there is", () => {
  const found = distributionOf(FRANCE, { temperature: 0, topP: 1 });
  expect(found?.shares.map(({ probability }) => probability)).toEqual([1, 0, 0, 0, 0]);
  // It is not top-p that leaves nothing to the others.
  expect(found?.shares.every(({ kept }) => kept)).toBe(true);
  expect(found?.others.probability).toBe(0);
});

const SEED = Math.floor(Math.random() * 1e9);

test.each([SEED, SEED + 1, SEED + 2])("what is said of the others holds (seed %i)", (seed) => {
  const random = randomFrom(seed);
  for (let round = 0; round < 100; round += 1) {
    const all = vocabulary(random, 6 + Math.floor(random() * 60));
    const told = all.slice(0, 5);
    const chosen = Math.floor(random() * all.length);
    const drawn: Token = {
      at: 0,
      text: `t${chosen}`,
      logprob: ln(all[chosen] as number),
      candidates: told.map((p, at) => [`t${at}`, ln(p)]),
    };
    const temperature = 0.1 + random() * 1.9;
    const found = distributionOf(drawn, { temperature, topP: 1 });
    const known = new Set([0, 1, 2, 3, 4, chosen]);
    const weights = all.map((p) => p ** (1 / temperature));
    const sum = weights.reduce((before, weight) => before + weight, 0);
    const others =
      weights.reduce((rest, each, at) => (known.has(at) ? rest : rest + each), 0) / sum;
    const said = found?.others;
    expect(found?.shares.length).toBe(known.size);
    if (said?.bound === "least") expect(others).toBeGreaterThan(said.probability - 0.002);
    else if (said?.bound === "most") expect(others).toBeLessThan(said.probability + 0.002);
    else expect(others).toBeLessThan(0.05);
    const shares = found?.shares.map(({ probability }) => probability) ?? [];
    const whole = shares.reduce((before, each) => before + each, said?.probability ?? 0);
    expect(whole).toBeCloseTo(1);
    expect([...shares].sort((one, other) => other - one)).toEqual(shares);
  }
});

test("top-p keeps the likeliest candidates until they have so much together", () => {
  const found = distributionOf(FRANCE, { temperature: 1, topP: 0.3 });
  expect(found?.shares.map(({ kept }) => kept)).toEqual([true, true, true, false, false]);
  expect(found?.others.kept).toBe(false);
  expect(distributionOf(FRANCE, { temperature: 1, topP: 0.6 })?.others.kept).toBe(true);
  // What is kept is 1 together, in the same proportions.
  const kept = found?.shares.map(({ probability }) => probability) ?? [];
  expect(kept[0]).toBeCloseTo(0.157 / (0.157 + 0.134 + 0.09));
  expect(kept.slice(3)).toEqual([0, 0]);
  // Where it cuts among the others, they have what is left up to p.
  const wide = distributionOf(FRANCE, { temperature: 1, topP: 0.6 });
  expect(wide?.shares[0]?.probability).toBeCloseTo(0.157 / 0.6);
  expect(wide?.others.probability).toBeCloseTo((0.6 - 0.495) / 0.6);
  expect(wide?.others.bound).toBe("least");
  const sharp = distributionOf(FRANCE, { temperature: 0.1, topP: 0.3 });
  expect(sharp?.shares.map(({ kept }) => kept)).toEqual([true, false, false, false, false]);
});

test("a token that is none of its candidates stands behind them with its own probability", () => {
  const found = distributionOf(token("Rare", { a: 0.6, b: 0.3 }, 0.01), PLAIN);
  expect(found?.shares.map(({ text, chosen }) => [text, chosen])).toEqual([
    ["a", false],
    ["b", false],
    ["Rare", true],
  ]);
  expect(found?.others.probability).toBeCloseTo(0.09);
});

test("of two candidates of the same text one was taken, and rounding leaves no others", () => {
  const twice: Token = {
    at: 0,
    text: "x",
    logprob: ln(0.7),
    candidates: [
      ["x", ln(0.7)],
      ["x", ln(0.2998)],
    ],
  };
  const found = distributionOf(twice, PLAIN);
  expect(found?.shares.map(({ chosen }) => chosen)).toEqual([true, false]);
  expect(found?.others.probability).toBe(0);
});

test.each([1, 0, 0.5, 2])(
  "a candidate that has no number but -9999 spoils no share (temperature %d)",
  (temperature) => {
    const rated: Token = {
      at: 0,
      text: "a",
      logprob: ln(0.9),
      candidates: [
        ["a", ln(0.9)],
        ["b", -9999],
      ],
    };
    const nothing: Token = { ...rated, logprob: -9999, candidates: [["a", -9999]] };
    for (const each of [rated, nothing]) {
      const found = distributionOf(each, { temperature, topP: 1 });
      const shares = [...(found?.shares ?? []), found?.others].map(
        (share) => share?.probability ?? -1,
      );
      expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
      expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1);
    }
  },
);

test("nothing is said of a token whose candidates are not known", () => {
  const part: Token = { at: 3, text: "니", logprob: null, candidates: [] };
  expect(distributionOf(part, PLAIN)).toBeNull();
  expect(surenessOf(part)).toBeNull();
});

test("a tint has four steps", () => {
  const steps = [0.95, 0.5, 0.2, 0.01].map((p) => surenessOf(token("a", { a: p })));
  expect(steps).toEqual(["sure", "likely", "open", "unlikely"]);
});

/** The probabilities of a vocabulary, the likeliest first. */
function vocabulary(random: () => number, size: number): readonly number[] {
  const weights = Array.from({ length: size }, () => random() ** 6 + 1e-6);
  const sum = weights.reduce((before, weight) => before + weight, 0);
  return weights.map((weight) => weight / sum).sort((one, other) => other - one);
}

function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
