// @vitest-environment happy-dom

import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import type { Comparison } from "../../../src/page/inspector/comparison.ts";
import { RaceView } from "../../../src/page/inspector/race-view.tsx";
import { en } from "../../../src/page/inspector/text/en.ts";
import { Preferences, PreferencesProvider } from "../../../src/page/preferences.tsx";
import { delta, started } from "../../core/frames.ts";
import { recorded } from "./recorded.ts";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function compared(running: boolean): Comparison {
  const recording = recorded([
    [1, started()],
    [50_000, delta("1-2", "one")],
  ]);
  return { lanes: [{ name: "sse", recording }], running } as unknown as Comparison;
}

function shown(comparison: Comparison) {
  return (
    <PreferencesProvider value={new Preferences()}>
      <RaceView comparison={comparison} />
    </PreferencesProvider>
  );
}

test("asking again while a race is played shows the new one, which can be played", async () => {
  // Nothing moves: what is drawn follows from what was pressed.
  vi.stubGlobal("requestAnimationFrame", () => 0);
  const { rerender } = render(shown(compared(false)));
  fireEvent.click(screen.getByRole("button", { name: en.raceAgain }));
  expect(screen.queryByRole("button", { name: en.pause })).not.toBeNull();
  const next = compared(true);
  await act(async () => rerender(shown(next)));
  expect(screen.queryByRole("slider")).toBeNull();
  await act(async () => rerender(shown({ ...next, running: false } as Comparison)));
  expect(screen.queryByRole("button", { name: en.raceAgain })).not.toBeNull();
});
