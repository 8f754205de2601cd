// @vitest-environment happy-dom

import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import {
  type AnswerState,
  type ApiClient,
  Client,
  snapshotState,
  type Told,
} from "../../../src/core/index.ts";
import { Preferences, PreferencesProvider } from "../../../src/page/preferences.tsx";
import { TokenStrip } from "../../../src/page/tokens/strip.tsx";
import { en } from "../../../src/page/tokens/text/en.ts";
import { type Answer, ApiError, type CandidatesData } from "../../../src/protocol/index.ts";
import { ClientProvider } from "../../../src/react/index.ts";
import { answered, conversation, fakeApi, model } from "../../core/fake-api.ts";
import { ScriptedTransport } from "../../core/scripted-transport.ts";
import { settle } from "../../runtime/fake-clock.ts";

afterEach(() => {
  cleanup();
  localStorage.clear();
});

const TOLD: CandidatesData = {
  at: 0,
  tokens: [
    [
      "Hel",
      -0.7,
      [
        ["Hel", -0.7],
        ["Ho", -1],
        ["", -3],
      ],
    ],
    ["lo", null, []],
  ],
};

let answers = 0;

/** The strip of an answer, at first an ended one; what is kept of others is none of its business. */
async function show(fields: Partial<Answer>, replies: Partial<ApiClient> = {}) {
  answers += 1;
  const message = answered({ id: `a${answers}`, candidates: 3, ...fields });
  const transport = new ScriptedTransport();
  const api = fakeApi({
    models: async () => [model("m", { continues: true, candidates: true })],
    conversation: async () => conversation(message),
    candidates: async () => [TOLD],
    ...replies,
  });
  const client = new Client({ api, transport, changes: () => undefined });
  const again: string[] = [];
  await client.loadModels();
  await client.conversation("c1").load();
  const strip = (growing: Partial<AnswerState> | null) => (
    <PreferencesProvider value={new Preferences()}>
      <ClientProvider client={client}>
        <TokenStrip
          answer={{ ...snapshotState(message), ...growing }}
          growing={growing !== null}
          onRegenerate={(id) => again.push(id)}
        />
      </ClientProvider>
    </PreferencesProvider>
  );
  const { rerender } = render(strip(null));
  await act(settle);
  /** The same answer as it grew. */
  const grow = (state: Partial<AnswerState>) => rerender(strip(state));
  return { api, again, transport, grow };
}

test("a stored answer has its tokens fetched, and goes on with another one of them", async () => {
  const { transport, grow } = await show({});
  expect(screen.getAllByRole("option").map((each) => each.textContent)).toEqual(["Hel", "lo"]);
  fireEvent.click(screen.getByText("Hel"));
  fireEvent.click(screen.getByText(en.theEnd));
  expect(screen.queryByText(en.goOn(""))).toBeNull();
  fireEvent.click(screen.getByText("Ho"));
  fireEvent.click(screen.getByText(en.goOn("Ho")));
  expect(transport.last.what).toMatchObject({
    ask: { question_id: "q1", model: "m", prefix: "Ho", candidates: 3 },
  });
  // The beginning is there before the model has said a word.
  const { ids } = (transport.last.what as { ask: { ids: { answer: string } } }).ask;
  grow({ id: ids.answer, text: "Ho", told: null });
  expect(screen.getByText(en.position(1, 1))).toBeTruthy();
  expect(screen.getByText(new RegExp(en.given))).toBeTruthy();
});

test("a part of a character is shown by its bytes, and says why nothing goes on with it", async () => {
  const parts: CandidatesData["tokens"] = [
    [
      "a",
      -0.7,
      [
        ["\ufffd", -0.9, [0xec, 0x95]],
        ["\ufffd", -2],
        ["", -3],
      ],
    ],
  ];
  await show({ text: "a" }, { candidates: async () => [{ at: 0, tokens: parts }] });
  const part = screen.getByText(/EC 95/);
  expect(part.closest("button")?.getAttribute("aria-disabled")).toBe("true");
  fireEvent.click(part);
  expect(screen.getByText(en.partOnly)).toBeTruthy();
  // Its bytes are not known: an earlier version has kept it.
  expect(screen.getByText(/\ufffd/)).toBeTruthy();
  fireEvent.click(screen.getByText(en.theEnd));
  expect(screen.getByText(en.endOnly)).toBeTruthy();
});

test("the strip says why the answer has ended, and counts the end where the answer does", async () => {
  const counted = { prompt_tokens: 1, completion_tokens: 3, source: "provider" } as const;
  await show({ reason: "stop", usage: counted });
  expect(screen.getByRole("listbox").textContent).toContain(`${en.end} ${en.endCounted(3)}`);
  cleanup();
  await show({ reason: "stop", usage: { ...counted, completion_tokens: 9 } });
  expect(screen.getByRole("listbox").textContent).toContain(`${en.end} ${en.endedBy.stop}`);
  cleanup();
  await show({ reason: "length", usage: counted });
  expect(screen.getByRole("listbox").textContent).toContain(en.endedBy.length);
  expect(screen.queryByText(en.end)).toBeNull();
});

test("the beginning that a version was given is its first token, also while it grows", async () => {
  const behind: CandidatesData = { at: 3, tokens: [["lo", -0.1, [["lo", -0.1]]]] };
  const first = answered({ id: "other", created_at: "2025-12-31T00:00:00Z" });
  const { grow } = await show(
    { text: "Hello", reason: "stop" },
    {
      candidates: async () => [behind],
      conversation: async () => {
        const whole = conversation(answered({ id: `a${answers}`, text: "Hello", candidates: 3 }));
        const [question, answer] = whole.messages;
        return { ...whole, messages: [question, first, answer] as typeof whole.messages };
      },
    },
  );
  const options = () => screen.getAllByRole("option").map((each) => each.textContent);
  expect(options()).toEqual(["Hel", "lo"]);
  const given = screen.getByRole("option", { name: "Hel" });
  expect(given.title).toBe(en.chosenByYou);
  fireEvent.click(given);
  expect(screen.getByText(en.position(1, 2))).toBeTruthy();
  expect(screen.getByText(new RegExp(en.given))).toBeTruthy();
  expect(screen.getByRole("status").textContent).toContain(en.chosenByYou);
  grow({ text: "Hello", told: { latest: behind, before: null } });
  expect(screen.getByText(en.position(1, 2))).toBeTruthy();
});

test("text without tokens is nobody's choice where there is one version only", async () => {
  await show(
    { text: "Hello" },
    { candidates: async () => [{ at: 3, tokens: [["lo", -0.1, [["lo", -0.1]]]] }] },
  );
  expect(screen.getAllByRole("option").map((each) => each.textContent)).toEqual(["lo"]);
});

test("the tint explains itself", async () => {
  await show({});
  expect(screen.queryByRole("list", { name: en.legend })).toBeNull();
  fireEvent.click(screen.getByText(en.tint));
  const legend = screen.getByRole("list", { name: en.legend });
  for (const sureness of ["sure", "likely", "open", "unlikely"] as const) {
    expect(legend.textContent).toContain(en.sureness[sureness]);
  }
});

test("nothing goes on in the place of a token whose candidates are not known", async () => {
  await show({});
  fireEvent.click(screen.getByRole("option", { name: "lo" }));
  expect(screen.getByText(new RegExp(en.unknown))).toBeTruthy();
  expect(screen.queryByRole("list", { name: en.candidates })).toBeNull();
});

test("what cannot be is said: by the model, by the service, or as nobody asked", async () => {
  await show({}, { models: async () => [model("m", { candidates: true })] });
  expect(screen.getByText(en.cannotGoOn("m"))).toBeTruthy();
  cleanup();
  await show({}, { models: async () => [] });
  expect(screen.getByText(en.modelGone)).toBeTruthy();
  cleanup();
  await show({ notice: "no_candidates" });
  expect(screen.getByText(en.refused)).toBeTruthy();
  cleanup();
  await show({ candidates: 0 }, { models: async () => [model("m", { candidates: false })] });
  expect(screen.getByText(en.modelCannot("m"))).toBeTruthy();
  cleanup();
  const { again } = await show({ candidates: 0 });
  fireEvent.click(screen.getByText(en.askAgain));
  expect(again).toEqual(["q1"]);
});

test("tokens that could not be fetched are fetched when that is tried again", async () => {
  let failures = 1;
  await show(
    {},
    {
      candidates: async () => {
        failures -= 1;
        if (failures >= 0)
          throw new ApiError({ status: 503, code: "busy", detail: "Later.", retryable: true });
        return [TOLD];
      },
    },
  );
  expect(screen.getByRole("alert").textContent).toContain(en.failed);
  fireEvent.click(screen.getByText(en.retry));
  await act(settle);
  expect(screen.queryByRole("alert")).toBeNull();
  expect(screen.getAllByRole("option")).toHaveLength(2);
});

test("a prompt that nobody tells is said to be so", async () => {
  const unknown = new ApiError({
    status: 409,
    code: "prompt_unknown",
    detail: "Not told.",
    retryable: false,
  });
  await show({}, { call: () => Promise.reject(unknown) });
  fireEvent.click(screen.getByText(en.prompt));
  await act(settle);
  expect(screen.getByText(en.promptUnknown)).toBeTruthy();
});

/** An answer of so many tokens of one letter. */
function long(count: number): { text: string; all: CandidatesData } {
  const text = "x".repeat(count);
  return { text, all: { at: 0, tokens: Array.from(text, (letter) => [letter, -0.1, []]) } };
}

test("of a long answer some thousand tokens are drawn, with those around the one looked at", async () => {
  const { text, all } = long(2_250);
  await show({ text }, { candidates: async () => [all] });
  const list = screen.getByLabelText(en.text);
  const drawn = () => {
    const options = list.querySelectorAll<HTMLElement>("[role=option]");
    return [options.length, options[0]?.dataset.token];
  };
  expect(drawn()).toEqual([2_000, "250"]);
  const earlier = list.previousElementSibling as Element;
  expect(earlier.textContent).toBe(en.earlier(250));
  fireEvent.click(earlier);
  expect(drawn()).toEqual([2_000, "0"]);
  expect(list.nextElementSibling?.textContent).toBe(en.later(250));
  // Wherever one has looked, the token that is gone to is there.
  expect(list.getAttribute("aria-activedescendant")).toBeNull();
  fireEvent.keyDown(list, { key: "ArrowLeft" });
  expect(drawn()).toEqual([2_000, "250"]);
  const at = list.querySelector("[aria-selected=true]");
  expect(["posinset", "setsize"].map((name) => Number(at?.getAttribute(`aria-${name}`)))).toEqual([
    2_249, 2_250,
  ]);
  expect(list.getAttribute("aria-activedescendant")).toBe(at?.id);
});

test("who stands on a candidate stays in the strip, whatever is known of the next token", async () => {
  await show(
    { text: "HelloHel" },
    {
      candidates: async () => [TOLD, { at: 5, tokens: TOLD.tokens.slice(0, 1) }],
    },
  );
  const strip = screen.getByRole("region", { name: en.strip });
  const end = screen.getByText(en.theEnd).closest("button");
  // Nothing goes on behind the end of the answer; but the keyboard may stand there.
  if (end === null) throw new Error("no button");
  act(() => end.focus());
  expect(end.getAttribute("aria-disabled")).toBe("true");
  fireEvent.click(screen.getByText("Ho"));
  expect(screen.getByText(en.goOn("Ho"))).toBeTruthy();
  fireEvent.keyDown(end, { key: "Home" });
  expect(document.activeElement).toBe(end);
  // What was picked was picked for another token.
  expect(screen.queryByText(en.goOn("Ho"))).toBeNull();
  fireEvent.keyDown(end, { key: "ArrowRight" });
  expect(document.activeElement).toBe(strip);
});

test("paused, nothing is said while tokens come, and nothing is missed before the first", async () => {
  const { grow } = await show({ text: "", candidates: 3 }, { candidates: async () => [] });
  const told = (letters: string): Told | null =>
    Array.from(letters).reduce<Told | null>(
      (before, letter, at) => ({ latest: { at, tokens: [[letter, -0.1, []]] }, before }),
      null,
    );
  const chain = told("abc");
  grow({ text: "", told: null });
  fireEvent.click(screen.getByLabelText(en.pause));
  grow({ text: "a", told: chain?.before?.before ?? null });
  expect(screen.getByText(en.position(1, 1))).toBeTruthy();
  const said = screen.getByRole("status").textContent;
  expect(said).toContain("a");
  expect(screen.getByText(en.goOnLater)).toBeTruthy();
  grow({ text: "abc", told: chain });
  expect(screen.getByText(en.position(1, 3))).toBeTruthy();
  expect(screen.getByRole("status").textContent).toBe(said);
});
