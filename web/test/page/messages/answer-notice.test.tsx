// @vitest-environment happy-dom

import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { type AnswerState, blankState, contentOf } from "../../../src/core/index.ts";
import { AnswerNotice } from "../../../src/page/messages/answer-notice.tsx";
import { en as notices } from "../../../src/page/messages/text/en.ts";
import { en as reasons } from "../../../src/page/reasons/text/en.ts";
import { en } from "../../../src/page/text/en.ts";

afterEach(cleanup);

const FINISHED: AnswerState = {
  ...blankState({ model: "m", createdAt: "t" }),
  status: "finished",
  reason: "stop",
};

function show(answer: AnswerState, onRetry: (() => void) | null = null): string {
  render(<AnswerNotice answer={answer} onRetry={onRetry} onContinue={null} />);
  return document.body.textContent ?? "";
}

test("an answer that is whole has no notice", () => {
  expect(show({ ...FINISHED, text: "Hello." })).toBe("");
});

test("an answer of nothing but thinking says so, and can be asked for again", () => {
  const retry = vi.fn();
  expect(show({ ...FINISHED, reasoning: "Hm." }, retry)).toContain(notices.onlyThought);
  fireEvent.click(screen.getByRole("button", { name: en.retry }));
  expect(retry).toHaveBeenCalled();
});

test("an answer that went round in circles says so, and can be asked for again", () => {
  const retry = vi.fn();
  const said = show({ ...FINISHED, reason: "repetition", text: "so so so" }, retry);
  expect(said).toContain("The model went round in circles");
  fireEvent.click(screen.getByRole("button", { name: en.retry }));
  expect(retry).toHaveBeenCalled();
});

test("a failed answer says why in the words of the service", async () => {
  const error = { code: "empty_answer", title: "t", detail: "It used a tool.", retryable: true };
  const said = show({ ...FINISHED, status: "failed", reason: "error", error });
  expect(said).toContain("It used a tool.");
  await screen.findByText(reasons.empty_answer);
  screen.getByText("It used a tool.");
});

const CALLS = [{ index: 0, id: "call_1", name: "weather", arguments: "{}" }];

test.each(["tool_calls", "stop"] as const)(
  "an answer of nothing but calls, ended by %s, says who is to call, and lacks nothing",
  (reason) => {
    const called = { ...FINISHED, ...contentOf({ text: "", tool_calls: CALLS }), reason };
    expect(show(called)).toBe(notices.calls(1));
  },
);

test("a call that was stopped asks nobody for anything", () => {
  const stopped = { status: "stopped", reason: "stopped" } as const;
  const called = { ...FINISHED, ...contentOf({ text: "", tool_calls: CALLS }), ...stopped };
  expect(show(called)).toBe(notices.stopped);
});
