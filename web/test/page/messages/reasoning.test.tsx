// @vitest-environment happy-dom

import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { Reasoning } from "../../../src/page/messages/reasoning.tsx";

afterEach(cleanup);

test("thinking is folded, and afterwards says how long it took, also when that is told no more", () => {
  const { rerender } = render(<Reasoning text="hm" growing thoughtMs={null} />);
  const summary = (): string | null => screen.getByText(/Th(ink|ought)/).textContent;
  expect(screen.getByText("hm").closest("details")?.open).toBe(false);
  expect(summary()).toBe("Thinking");
  rerender(<Reasoning text="hm so" growing={false} thoughtMs={3_600} />);
  expect(summary()).toBe("Thought for 4 s");
  rerender(<Reasoning text="hm so" growing={false} thoughtMs={null} />);
  expect(summary()).toBe("Thought for 4 s");
});

test("where nobody measured it, it is just thoughts", () => {
  render(<Reasoning text="hm" growing={false} thoughtMs={null} />);
  expect(screen.getByText("Thoughts")).toBeTruthy();
});
