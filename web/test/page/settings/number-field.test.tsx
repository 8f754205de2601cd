// @vitest-environment happy-dom

import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { type ReactNode, useState } from "react";
import { afterEach, expect, test } from "vitest";
import { NumberField, readNumber } from "../../../src/page/settings/number-field.tsx";
import type { NumberRange } from "../../../src/page/settings/number-range.ts";

afterEach(cleanup);

const share: NumberRange = { min: 0, max: 1, whole: false, above: true };
const count: NumberRange = { min: 1, max: 1_000_000, whole: true };

test.each([
  ["", share, null],
  ["  ", share, null],
  ["0.5", share, 0.5],
  [".5", share, 0.5],
  ["1", share, 1],
  ["０．７", share, 0.7],
  ["0", share, undefined],
  ["1.01", share, undefined],
  ["-1", share, undefined],
  ["0,5", share, undefined],
  ["half", share, undefined],
  ["Infinity", share, undefined],
  ["0x1", share, undefined],
  ["7", count, 7],
  ["1000000", count, 1_000_000],
  ["1000001", count, undefined],
  ["0", count, undefined],
  ["1.5", count, undefined],
  ["1,000", count, undefined],
] as const)("%j is read by its rule", (text, rule, value) => {
  expect(readNumber(text, rule)).toBe(value);
});

function Field(): ReactNode {
  const [text, setText] = useState("");
  return <NumberField label="Top-p" rule={share} text={text} onChange={setText} />;
}

function box(): HTMLInputElement {
  return screen.getByRole("textbox", { name: "Top-p" });
}

test("a field says what it may be, and once it is left whether it is", () => {
  render(<Field />);
  fireEvent.change(box(), { target: { value: "7" } });
  expect(box().getAttribute("aria-invalid")).toBeNull();
  fireEvent.blur(box());
  expect(box().getAttribute("aria-invalid")).toBe("true");
  const said = document.getElementById(box().getAttribute("aria-describedby") ?? "");
  expect(said?.textContent).toBe("A number above 0 and up to 1");
  fireEvent.change(box(), { target: { value: "0.7" } });
  expect(box().getAttribute("aria-invalid")).toBeNull();
});
