// @vitest-environment happy-dom

import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import "../../../src/markdown/index.ts";
import { lateMarkdown, MarkdownText } from "../../../src/page/shared/markdown-text.tsx";

afterEach(cleanup);

test("a text can be read before its Markdown can, and is dressed when the parsers are there", async () => {
  const { container } = render(<MarkdownText text="# Ford" growing />);
  expect(container.textContent).toBe("# Ford");
  expect(container.querySelectorAll(".markdown .caret")).toHaveLength(1);
  lateMarkdown.begin();
  await screen.findByRole("heading", { name: "Ford" });
  expect(container.textContent).toBe("Ford");
  expect(container.querySelectorAll(".markdown .caret")).toHaveLength(1);
});
