// @vitest-environment happy-dom

// Which step is shown, and which keys turn the page.

import { cleanup, renderHook } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { stepOf, useStepKeys } from "../../../src/page/learn/use-step.ts";

afterEach(() => {
  cleanup();
  document.body.replaceChildren();
  location.hash = "";
});

test.each([
  ["#1", 1],
  ["#4", 4],
  ["#10", 10],
  ["", 1],
  ["#0", 1],
  ["#11", 1],
  ["#-3", 1],
  ["#4.5", 1],
  ["#1e1", 1],
  ["#tokens", 1],
])("what stands behind the address as %j is step %d of ten", (hash, step) => {
  expect(stepOf(hash, 10)).toBe(step);
});

/** Presses a key in what `html` has as `#here`, on step 5; returns the step that is shown then. */
function press(key: string, html: string, scrolled?: { height: number; top: number }): number {
  location.hash = "#5";
  document.body.innerHTML = html;
  const here = document.querySelector("#here") ?? document.body;
  if (scrolled !== undefined) {
    // 100 px of it are seen.
    const sizes = { scrollHeight: scrolled.height, clientHeight: 100, scrollTop: scrolled.top };
    for (const [name, value] of Object.entries(sizes)) {
      Object.defineProperty(here, name, { value, configurable: true });
    }
  }
  const { unmount } = renderHook(() => useStepKeys(5, 10));
  here.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  unmount();
  return stepOf(location.hash, 10);
}

const PANE = '<div id="here" tabindex="0" style="overflow-y: auto"></div>';

test("a presenter's keys turn the page from anywhere, once nothing is left to scroll there", () => {
  expect(press("PageDown", "")).toBe(6);
  expect(press("PageUp", "")).toBe(4);
  for (const own of ['<input id="here">', '<button role="tab" id="here"></button>']) {
    expect(press("PageDown", own)).toBe(6);
  }
  expect(press("PageDown", PANE, { height: 300, top: 0 })).toBe(5);
  expect(press("PageDown", PANE, { height: 300, top: 200 })).toBe(6);
  expect(press("PageUp", PANE, { height: 300, top: 200 })).toBe(5);
  expect(press("PageUp", PANE, { height: 300, top: 0 })).toBe(4);
});

test.each([
  '<input type="range" id="here">',
  '<select id="here"></select>',
  '<div role="menu"><button id="here"></button></div>',
  "<dialog open><button id='here'></button></dialog>",
])("%s keeps the keys that move it", (own) => {
  for (const key of ["PageDown", "PageUp", "ArrowLeft", "ArrowRight"]) {
    expect(press(key, own)).toBe(5);
  }
});
