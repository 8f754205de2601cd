// @vitest-environment happy-dom

import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import type { ToolCallPart } from "../../../src/core/index.ts";
import { ToolCall } from "../../../src/page/messages/tool-call.tsx";

afterEach(cleanup);

const CALL: ToolCallPart = {
  ...{ kind: "tool_call", index: 0, id: "call_1", name: "weather" },
  ...{ arguments: "", revision: 0 },
};

function show(given: string, growing: boolean) {
  const { container, rerender } = render(
    <ToolCall call={{ ...CALL, arguments: given }} growing={growing} />,
  );
  const textOf = (selector: string): string => container.querySelector(selector)?.textContent ?? "";
  return {
    grow: (more: string, on = true) =>
      rerender(<ToolCall call={{ ...CALL, arguments: more }} growing={on} />),
    name: () => textOf("summary > :first-child"),
    hint: () => textOf(".call-hint"),
    folded: () => textOf(".folded"),
  };
}

test("a call is folded, raw while it grows, and has a line for each field when it is whole", () => {
  const call = show('{"city":', true);
  expect(screen.getByText("weather").closest("details")?.open).toBe(false);
  expect([call.name(), call.hint(), call.folded()]).toEqual([
    "Tool call weather",
    '{"city":',
    '{"city":',
  ]);
  call.grow('{"city":"서울"}');
  expect(call.folded()).toBe('{"city":"서울"}');
  call.grow('{"city":"서울"}', false);
  expect(call.folded()).toBe('{\n  "city": "서울"\n}');
  expect(call.hint()).toBe('{ "city": "서울" }');
});

test("the line shows what came last while a call grows, and afterwards its beginning", () => {
  const long = `{"text":"${"물".repeat(300)}end"}`;
  const call = show(long, true);
  expect(call.hint()).toMatch(/^물+end"}$/);
  call.grow(long, false);
  expect(call.hint()).toMatch(/^{ "text": "물+$/);
});

test("a call that was cut off, or is no JSON, is shown as it came", () => {
  const call = show('{"city":"서', false);
  expect(call.folded()).toBe('{"city":"서');
});

test("half a character is never shown in the line", () => {
  const call = show(`${"🌊".repeat(100)}x`, true);
  expect(call.hint()).toMatch(/^(🌊)+x$/u);
  call.grow(`x${"🌊".repeat(100)}`, false);
  expect(call.hint()).toMatch(/^x(🌊)+$/u);
});

test("a call without arguments says so when it is whole", () => {
  const call = show("", true);
  expect(call.folded()).toBe("");
  call.grow("", false);
  expect(call.folded()).toBe("No arguments");
});
