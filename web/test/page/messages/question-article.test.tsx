// @vitest-environment happy-dom

import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import type { BranchMessage } from "../../../src/core/index.ts";
import { QuestionArticle } from "../../../src/page/messages/question-article.tsx";
import type { Attachment } from "../../../src/protocol/index.ts";

afterEach(cleanup);

const NOTHING = (): void => undefined;

function entry(text: string, attachments?: Attachment[]): BranchMessage {
  const message = {
    ...{ id: "q1", conversation_id: "c1", parent_id: null, created_at: "2026-01-01T00:00:00Z" },
    role: "user" as const,
    text,
    ...(attachments && { attachments }),
  };
  return { message, versions: ["q1"], index: 0, stream: null };
}

function show(text: string): HTMLElement {
  render(
    <QuestionArticle entry={entry(text)} edited={false} onEdit={NOTHING} onSwitch={NOTHING} />,
  );
  return screen.getByText((_, element) => element?.classList.contains("question-text") === true);
}

test("a long question is shown by its beginning, and whole when that is wanted", () => {
  const text = show("line\n".repeat(200));
  expect(text.className).toContain("clamped");
  fireEvent.click(screen.getByRole("button", { name: "Show more" }));
  expect(text.className).not.toContain("clamped");
  fireEvent.click(screen.getByRole("button", { name: "Show less" }));
  expect(text.className).toContain("clamped");
});

test("one long paragraph counts as the lines it takes", () => {
  expect(show("word ".repeat(400)).className).toContain("clamped");
});

test("a question of a deleted conversation can be read and copied, but not edited", () => {
  render(<QuestionArticle entry={entry("Hi")} edited={false} onEdit={null} onSwitch={NOTHING} />);
  const names = screen.getAllByRole("button").map((button) => button.getAttribute("aria-label"));
  expect(names).toEqual(["Copy"]);
});

test("a question of a few lines has no such button", () => {
  expect(show("one\ntwo").className).not.toContain("clamped");
  expect(screen.queryByRole("button", { name: "Show more" })).toBeNull();
});

test("nothing stands above a question whose pictures were all removed before it was sent", () => {
  render(
    <QuestionArticle entry={entry("Hi", [])} edited={false} onEdit={null} onSwitch={NOTHING} />,
  );
  expect(screen.getByRole("article").textContent).toBe("Hi");
});
