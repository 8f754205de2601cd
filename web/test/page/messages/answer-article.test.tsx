// @vitest-environment happy-dom

import { act, cleanup, render, screen } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import {
  AnswerStream,
  type BranchMessage,
  blankState,
  snapshotState,
} from "../../../src/core/index.ts";
import "../../../src/markdown/index.ts";
import { BlockSplitter } from "../../../src/markdown/blocks.ts";
import { AnswerArticle, lateNotice } from "../../../src/page/messages/answer-article.tsx";
import { STALLED_MS } from "../../../src/page/messages/growing-figures.tsx";
import { en as notices } from "../../../src/page/messages/text/en.ts";
import { Preferences, PreferencesProvider } from "../../../src/page/preferences.tsx";
import { lateMarkdown } from "../../../src/page/shared/markdown-text.tsx";
import type { Answer, Frame } from "../../../src/protocol/index.ts";
import { answered, fakeApi } from "../../core/fake-api.ts";
import { delta, end, heartbeat, started, thought, toolCall } from "../../core/frames.ts";
import { ScriptedTransport } from "../../core/scripted-transport.ts";
import { FakeClock } from "../../runtime/fake-clock.ts";
import { loadReasons } from "../reasons/load-reasons.ts";

const TIMINGS = {
  queued_ms: 0,
  first_token_ms: null,
  total_ms: 900,
  tokens_per_s: null,
  thinking_ms: null,
};

beforeAll(async () => {
  lateMarkdown.begin();
  await vi.waitUntil(() => lateMarkdown.getSnapshot() !== null);
});

beforeAll(async () => {
  await loadReasons();
  lateNotice.begin();
  await import("../../../src/page/messages/answer-notice.tsx");
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  localStorage.clear();
});

function renderPage(page: ReactNode) {
  return render(<PreferencesProvider value={new Preferences()}>{page}</PreferencesProvider>);
}

function entry(message: Answer, stream: AnswerStream | null): BranchMessage {
  return { message, stream, versions: [message.id], index: 0 };
}

function show(message: Answer, stream: AnswerStream | null = null): string[] {
  const done: string[] = [];
  renderPage(
    <AnswerArticle
      entry={entry(message, stream)}
      model="SmolLM2 135M"
      onSwitch={(id) => done.push(`switch ${id}`)}
      onRegenerate={(id) => done.push(`regenerate ${id}`)}
      onContinue={(id) => done.push(`continue ${id}`)}
    />,
  );
  return done;
}

/** An answer that was asked here, or one that was `found` growing. */
function growing(found?: Answer) {
  const transport = new ScriptedTransport();
  const stream = new AnswerStream(
    found === undefined ? blankState({ id: "a1", model: "m" }) : snapshotState(found),
    found === undefined ? { content: "Hi", ids: { answer: "a1" } } : null,
    {
      transport,
      api: fakeApi(),
      clock: new FakeClock(),
      schedule: (run) => run(),
      wakeUps: () => () => undefined,
    },
  );
  show(found ?? answered({ status: "queued", text: "", reason: null }), stream);
  void stream.start();
  return {
    frames: (...frames: Frame[]) => act(() => transport.last.frames(...frames)),
    lose: () => act(() => transport.last.end()),
  };
}

function article(): HTMLElement {
  return screen.getByRole("article");
}

function carets(): number {
  return article().querySelectorAll(".caret").length;
}

test("an answer is busy and has one caret from its first render to its end", async () => {
  const { frames } = growing();
  const steps = [
    [started()],
    [heartbeat("queued", 2)],
    [thought("1-2", "hm")],
    [delta("1-3", "# Ti")],
    [delta("1-4", "tle\n\n- a")],
    [delta("1-5", "\n\n```js\nx")],
  ];
  for (const step of steps) {
    expect(article().getAttribute("aria-busy")).toBe("true");
    expect(carets()).toBe(1);
    expect(screen.queryByRole("button", { name: "Regenerate" })).toBeNull();
    await frames(...step);
  }
  await frames(end("1-6"));
  expect(article().hasAttribute("aria-busy")).toBe(false);
  expect(carets()).toBe(0);
  expect(screen.getByRole("button", { name: "Regenerate" })).toBeTruthy();
});

test("what it is doing is said until its text says it", async () => {
  const { frames, lose } = growing();
  expect(article().textContent).toContain("Connecting to the model…");
  await frames(started(), heartbeat("queued", 3));
  expect(article().textContent).toContain("number 3 in the queue");
  await frames(heartbeat("loading"));
  expect(article().textContent).toContain("Loading the model…");
  await frames(thought("1-2", "hm"));
  expect(article().textContent).toContain("Thinking…");
  await frames(delta("1-3", "text"));
  expect(article().textContent).not.toMatch(/Thinking…|Writing…/);
  await lose();
  expect(article().textContent).toContain("Reconnecting…");
});

test("a call grows below the text, with the one caret, and nothing of it is copied", async () => {
  const copied: ClipboardItem[] = [];
  vi.spyOn(navigator.clipboard, "write").mockImplementation(async (items) => {
    copied.push(...items);
  });
  const { frames } = growing();
  await frames(started(), delta("1-2", "Let me see."));
  await frames(toolCall("1-3", { index: 0, id: "c1", name: "weather", arguments: '{"city":' }));
  await screen.findByText("weather");
  expect(article().textContent).toContain("Writing a tool call…");
  expect([carets(), article().getAttribute("aria-busy")]).toEqual([1, "true"]);
  await frames(toolCall("1-4", { index: 1, name: "tide" }));
  await frames(toolCall("1-5", { index: 0, arguments: '"서울"}' }));
  expect([...article().querySelectorAll(".call .folded")].map((each) => each.textContent)).toEqual([
    '{\n  "city": "서울"\n}',
    "",
  ]);
  await frames(end("1-6", { reason: "tool_calls" }));
  expect(carets()).toBe(0);
  expect(article().textContent).toContain(notices.calls(2));
  await act(async () => screen.getByRole("button", { name: "Copy" }).click());
  const copiedAs = async (type: string) => (await copied[0]?.getType(type))?.text();
  expect(await copiedAs("text/plain")).toBe("Let me see.");
  expect(await copiedAs("text/html")).toBe(`<p dir="auto">Let me see.</p>`);
});

test("an answer of nothing but calls shows them, and says that they wait for somebody", async () => {
  show(answered({ text: "", reason: "tool_calls", tool_calls: [{ index: 0, name: "weather" }] }));
  await screen.findByText("weather");
  expect(article().textContent).toContain(notices.calls(1));
  expect(screen.queryByRole("button", { name: "Copy" })).toBeNull();
  expect(screen.queryByText(notices.onlyThought)).toBeNull();
});

test("a text that breaks its renderer is shown as it is, and the page stays", () => {
  vi.spyOn(BlockSplitter.prototype, "update").mockImplementation(() => {
    throw new RangeError("too much");
  });
  const errors = vi.spyOn(console, "error").mockImplementation(() => undefined);
  show(answered({ text: "**kept**" }));
  expect(article().textContent).toContain("**kept**");
  expect(screen.getByRole("button", { name: "Regenerate" })).toBeTruthy();
  expect(errors).toHaveBeenCalled();
});

test("a failed answer keeps its text, says why, and can be tried again", () => {
  const error = { code: "provider_timeout", title: "t", detail: "d", retryable: true };
  const done = show(answered({ status: "failed", reason: "error", text: "So far", error }));
  expect(article().textContent).toContain("So far");
  expect(article().textContent).toContain("The model stopped answering.");
  screen.getByRole("button", { name: "Retry" }).click();
  expect(done).toEqual(["regenerate q1"]);
});

test.each([
  ["stopped", "stopped", "Stopped"],
  ["interrupted", "interrupted", "The answer was interrupted"],
  ["finished", "length", "The answer reached its length limit"],
] as const)(
  "an answer that is %s by %s can be continued if the server says so",
  (status, reason, text) => {
    const done = show(answered({ status, reason, continuable: true }));
    expect(article().textContent).toContain(text);
    screen.getByRole("button", { name: "Continue" }).click();
    expect(done).toEqual(["continue a1"]);
  },
);

test("an answer that cannot be continued does not offer it", () => {
  show(answered({ status: "stopped", reason: "stopped", continuable: false }));
  expect(screen.queryByRole("button", { name: "Continue" })).toBeNull();
});

test("a finished answer tells its figures when its line is pressed, and shows nothing to repair", () => {
  const timings = { ...TIMINGS, first_token_ms: 412, tokens_per_s: 51.26 };
  show(answered({ timings, usage: { prompt_tokens: 4, completion_tokens: 1200 } }));
  const figures = "first token 0.41 s · 51.3 tokens/s · 1,200 tokens";
  const line = screen.getByRole("button", { name: /SmolLM2 135M/ });
  expect(line.title).toBe(figures);
  expect(article().textContent).not.toContain(figures);
  act(() => line.click());
  expect(article().textContent).toContain(figures);
  cleanup();
  show(answered({ timings }));
  expect(article().textContent).toContain("first token 0.41 s");
  for (const name of ["Retry", "Continue"]) {
    expect(screen.queryByRole("button", { name })).toBeNull();
  }
});

test("how long the model thought is told by what is stored", () => {
  show(answered({ reasoning: "hm", timings: { ...TIMINGS, thinking_ms: 3_600 } }));
  expect(screen.getByText("Thought for 4 s")).toBeTruthy();
});

test("an answer says how many messages the model was not given", () => {
  show(answered({ omitted_messages: 3 }));
  expect(article().textContent).toContain("the oldest 3 messages");
});

test("an answer of a whole conversation says nothing of that kind", async () => {
  const { frames } = growing();
  await frames(started("1-1"), delta("1-2", "Hi"), end("1-3"));
  expect(article().textContent).not.toContain("too long for this model");
});

test("an answer that gets no further says for how long", async () => {
  vi.useFakeTimers({ now: 0, toFake: ["Date", "setInterval", "clearInterval"] });
  try {
    const { frames } = growing();
    await frames(started(), delta("1-2", "Hel"));
    expect(screen.queryByText(/No word/)).toBeNull();
    act(() => vi.advanceTimersByTime(STALLED_MS + 1_000));
    expect(screen.getByText("No word from the model for 6 s. Waiting…")).toBeTruthy();
    act(() => vi.advanceTimersByTime(30_000));
    expect(screen.getByText("No word from the model for 36 s. Waiting…")).toBeTruthy();
  } finally {
    vi.useRealTimers();
  }
});

test("an answer that was found growing says for how long nothing has come here", async () => {
  vi.useFakeTimers({ now: 0, toFake: ["Date", "setInterval", "clearInterval"] });
  try {
    growing(answered({ status: "generating", text: "Hel", reason: null, cursor: "1-2" }));
    expect(screen.queryByText(/No word/)).toBeNull();
    act(() => vi.advanceTimersByTime(STALLED_MS + 1_000));
    expect(screen.getByText("No word from the model for 6 s. Waiting…")).toBeTruthy();
  } finally {
    vi.useRealTimers();
  }
});

test("which model answered is told, and when", () => {
  show(answered({ timings: { ...TIMINGS, tokens_per_s: 47 } }));
  expect(article().textContent).toMatch(/SmolLM2 135M · .*2026[^·]*$/);
});

test("of a deleted conversation an answer can be read and copied, and no more", () => {
  const error = { code: "interrupted", title: "t", detail: "d", retryable: true };
  const broken = answered({ status: "interrupted", continuable: true, error });
  const only = { ...entry(broken, null), versions: ["a1", "a2"] };
  renderPage(
    <AnswerArticle
      {...{ entry: only, model: "m", onSwitch: () => undefined }}
      {...{ onRegenerate: null, onContinue: null }}
    />,
  );
  const names = screen.getAllByRole("button").map((button) => button.getAttribute("aria-label"));
  expect(names).toEqual(["Previous version", "Next version", "Copy"]);
  expect(article().textContent).toContain("The answer was interrupted");
});

test("an answer without a word has nothing to copy", () => {
  show(answered({ text: "" }));
  expect(screen.queryByRole("button", { name: "Copy" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Regenerate" })).not.toBeNull();
});
