// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { AnswerImage } from "../../src/markdown/answer-image.tsx";

afterEach(cleanup);

test.each(["png", "jpeg", "gif", "webp"])("%s that is written into the text is shown", (kind) => {
  render(<AnswerImage src={`data:image/${kind};base64,AAAA`} alt="a chart" />);
  expect(screen.getByRole("img", { name: "a chart" })).toBeDefined();
});

test.each([
  "data:image/svg+xml;base64,AAAA",
  "data:text/html;base64,AAAA",
  "data:image/png,AAAA",
  `data:image/png;base64,${"A".repeat(2_000_001)}`,
  "",
])("an image at %.30s is not shown, and said not to be", (src) => {
  render(<AnswerImage src={src} alt="a chart" />);
  expect(screen.queryByRole("img")).toBe(null);
  expect(screen.getByText(/not shown.*a chart/)).toBeDefined();
});

test("an image from elsewhere is a link", () => {
  render(<AnswerImage src="https://a.example/x.png" alt="a chart" />);
  expect(screen.getByRole("link", { name: "a chart" }).getAttribute("href")).toBe(
    "https://a.example/x.png",
  );
});
