// @vitest-environment happy-dom

import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { Reasoning } from "../../../src/page/messages/reasoning.tsx";

afterEach(cleanup);

test("thinking is folded, and afterwards says how long it took, also when that is told no more", () => {
  const { rerender } = render(<Reasoning text="hm" thoughtMs={null} />);
  const summary = (): string | null => screen.getByText(/Thought/).textContent;
  expect(screen.getByText("hm").closest("details")?.open).toBe(false);
  expect(summary()).toBe("Thoughts");
  rerender(<Reasoning text="hm so" thoughtMs={3_600} />);
  expect(summary()).toBe("Thought for 4 s");
  rerender(<Reasoning text="hm so" thoughtMs={null} />);
  expect(summary()).toBe("Thought for 4 s");
});
