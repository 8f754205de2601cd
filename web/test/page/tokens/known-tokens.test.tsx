// @vitest-environment happy-dom

// What is known of an answer's tokens while streams come and go: nothing is missing between them.

import { act, cleanup, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, test } from "vitest";
import { type AnswerState, Client, snapshotState, type Told } from "../../../src/core/index.ts";
import { useTokens } from "../../../src/page/tokens/known-tokens.ts";
import type { CandidatesData } from "../../../src/protocol/index.ts";
import { ClientProvider } from "../../../src/react/index.ts";
import { answered, fakeApi } from "../../core/fake-api.ts";
import { ScriptedTransport } from "../../core/scripted-transport.ts";
import { settle } from "../../runtime/fake-clock.ts";

afterEach(cleanup);

function piece(at: number, text: string): CandidatesData {
  return { at, tokens: Array.from(text, (letter) => [letter, -0.5, [[letter, -0.5]]]) };
}

/** The chain of a stream that has told the letters of `text` from a place on. */
function told(text: string, from = 0, before: Told | null = null): Told | null {
  return Array.from(text.slice(from)).reduce<Told | null>(
    (chain, letter, at) => ({ latest: piece(from + at, letter), before: chain }),
    before,
  );
}

interface Look {
  text: string;
  told: Told | null;
  growing: boolean;
}

let answers = 0;

/** Looks at an answer of which each letter is a token, and of which the server has `stored`. */
function look(first: Look, stored: () => readonly CandidatesData[]) {
  answers += 1;
  const api = fakeApi({ candidates: async () => stored() });
  const client = new Client({
    api,
    transport: new ScriptedTransport(),
    changes: () => undefined,
  });
  const wrapper = ({ children }: { children: ReactNode }) => (
    <ClientProvider client={client}>{children}</ClientProvider>
  );
  const message = snapshotState(answered({ id: `k${answers}`, candidates: 1 }));
  const { result, rerender } = renderHook(
    ({ growing, ...fields }: Look) => useTokens({ ...message, ...fields } as AnswerState, growing),
    { wrapper, initialProps: first },
  );
  const letters = () => {
    const { tokens } = result.current;
    return Array.from({ length: tokens.count }, (_, at) => tokens.at(at)?.text).join("");
  };
  const asked = () => api.calls.filter((call) => call.startsWith("candidates")).length;
  return { result, rerender, letters, asked };
}

test("what was said while no stream was followed is fetched, once, and stays to the end", async () => {
  const text = "abcdefghij";
  const { result, rerender, letters, asked } = look(
    { text: "abc", told: told("abc"), growing: true },
    () => [piece(0, "abcdefg")],
  );
  expect(letters()).toBe("abc");
  // The conversation was read again: the next stream begins behind what is stored.
  rerender({ text: "abcdef", told: null, growing: true });
  expect(letters()).toBe("abc");
  const since = told("abcdefg", 6);
  rerender({ text: "abcdefg", told: since, growing: true });
  expect(result.current.loading).toBe(true);
  await act(settle);
  expect(letters()).toBe("abcdefg");
  rerender({ text, told: told(text, 7, since), growing: true });
  rerender({ text, told: told(text, 7, since), growing: false });
  rerender({ text, told: null, growing: false });
  expect([letters(), asked(), result.current.loading]).toEqual([text, 1, false]);
});

test("an answer that has ended has the same tokens at every look, wherever its stream began", async () => {
  const rest = told("abcdef", 2);
  const { result, rerender, letters } = look({ text: "abcdef", told: rest, growing: true }, () => [
    piece(0, "abcdef"),
  ]);
  await act(settle);
  rerender({ text: "abcdef", told: rest, growing: false });
  const { tokens } = result.current;
  rerender({ text: "abcdef", told: rest, growing: false });
  expect(result.current.tokens).toBe(tokens);
  expect(letters()).toBe("abcdef");
});

test("what goes on behind a given text is asked for once, and a rewritten text has only its own", async () => {
  const { rerender, letters, asked } = look(
    { text: "given abc", told: told("given abc", 6), growing: true },
    () => [piece(6, "abc")],
  );
  await act(settle);
  rerender({ text: "given abcd", told: told("given abcd", 6), growing: true });
  await act(settle);
  expect([letters(), asked()]).toEqual(["abcd", 1]);
  rerender({ text: "anew", told: told("anew"), growing: true });
  await act(settle);
  expect([letters(), asked()]).toEqual(["anew", 1]);
});
