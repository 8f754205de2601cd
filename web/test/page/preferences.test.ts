// @vitest-environment happy-dom

import { beforeEach, expect, test } from "vitest";
import { Preferences } from "../../src/page/preferences.tsx";

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

test("what is chosen is there after a reload, and what is not chosen is not kept", () => {
  const first = new Preferences();
  first.choose("instructions", "Be brief.");
  first.choose("defaultModel", "m1");
  first.choose("theme", "dark");
  first.choose("theme", "system");
  first.choose("sidebar", "closed");
  expect(new Preferences().getSnapshot()).toEqual(first.getSnapshot());
  expect(Object.keys(localStorage).sort()).toEqual([
    "yeoul.default-model",
    "yeoul.instructions",
    "yeoul.sidebar",
  ]);
});

test("instructions are any text, also one that is the default of something else", () => {
  for (const text of ["auto", "open", "system"]) {
    new Preferences().choose("instructions", text);
    expect(new Preferences().getSnapshot().instructions).toBe(text);
  }
  const preferences = new Preferences();
  preferences.choose("instructions", "");
  preferences.choose("transport", "polling");
  preferences.choose("transport", "auto");
  expect(Object.keys(localStorage)).toEqual([]);
});

test("what another window chooses is taken over", () => {
  const preferences = new Preferences();
  const unlisten = preferences.listen();
  localStorage.setItem("yeoul.instructions", "Be brief.");
  window.dispatchEvent(new StorageEvent("storage"));
  expect(preferences.getSnapshot().instructions).toBe("Be brief.");
  unlisten();
  localStorage.setItem("yeoul.instructions", "Be long.");
  window.dispatchEvent(new StorageEvent("storage"));
  expect(preferences.getSnapshot().instructions).toBe("Be brief.");
});

test("values that mean nothing are passed over", () => {
  localStorage.setItem("yeoul.theme", "mauve");
  localStorage.setItem("yeoul.transport", "pigeon");
  localStorage.setItem("yeoul.sidebar", "ajar");
  const { theme, transport, sidebar } = new Preferences().getSnapshot();
  expect([theme, transport, sidebar]).toEqual(["system", "auto", "open"]);
});
