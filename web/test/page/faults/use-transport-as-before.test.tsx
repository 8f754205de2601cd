// @vitest-environment happy-dom

import { cleanup, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, test } from "vitest";
import { useTransportAsBefore } from "../../../src/page/faults/use-transport-as-before.ts";
import {
  Preferences,
  PreferencesProvider,
  readKnownTransport,
  writeKnownTransport,
} from "../../../src/page/preferences.tsx";
import { TransportChoice } from "../../../src/transports/index.ts";

afterEach(() => {
  cleanup();
  sessionStorage.clear();
});

/** Breaks what the transports try, while the faults are shown or before; returns what is used then. */
function after({ broken }: { broken: "before" | "by a fault" }): string {
  const preferences = new Preferences();
  const choice = new TransportChoice({ remember: writeKnownTransport });
  preferences.subscribe(() => choice.choose(preferences.getSnapshot().transport));
  const breakIt = (): void => {
    choice.blocked("sse");
    choice.delivered("websocket");
  };
  if (broken === "before") breakIt();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <PreferencesProvider value={preferences}>{children}</PreferencesProvider>
  );
  const { unmount } = renderHook(useTransportAsBefore, { wrapper });
  if (broken === "by a fault") breakIt();
  unmount();
  expect(localStorage).toHaveLength(0);
  expect(readKnownTransport() ?? "sse").toBe(choice.current);
  return choice.current;
}

test("what a fault has blocked is tried again when the faults are left, and nothing else", () => {
  expect(after({ broken: "by a fault" })).toBe("sse");
  sessionStorage.clear();
  expect(after({ broken: "before" })).toBe("websocket");
});
