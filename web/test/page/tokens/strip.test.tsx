// @vitest-environment happy-dom

import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { type ApiClient, Client, snapshotState } from "../../../src/core/index.ts";
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

/** The strip of an ended answer; what is kept of others is none of its business. */
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
  render(
    <PreferencesProvider value={new Preferences()}>
      <ClientProvider client={client}>
        <TokenStrip
          answer={snapshotState(message)}
          growing={false}
          onRegenerate={(id) => again.push(id)}
        />
      </ClientProvider>
    </PreferencesProvider>,
  );
  await act(settle);
  return { api, again, transport };
}

test("a stored answer has its tokens fetched, and goes on with another one of them", async () => {
  const { transport } = await show({});
  expect(screen.getAllByRole("option").map((each) => each.textContent)).toEqual(["Hel", "lo"]);
  fireEvent.click(screen.getByText("Hel"));
  expect(screen.getByText(en.theEnd).closest("button")).toBeNull();
  fireEvent.click(screen.getByText("Ho"));
  fireEvent.click(screen.getByText(en.goOn("Ho")));
  expect(transport.last.what).toMatchObject({
    ask: { question_id: "q1", model: "m", prefix: "Ho", candidates: 3 },
  });
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
