import { afterEach, expect, test, vi } from "vitest";
import { isLetIn, returned, takeReturned } from "../../../src/page/person/returned.ts";

afterEach(() => vi.unstubAllGlobals());

function openedAt(hash: string): string[] {
  const kept: string[] = [];
  vi.stubGlobal("location", { hash, pathname: "/c/0a", search: "" });
  vi.stubGlobal("history", {
    replaceState: (_state: unknown, _title: string, path: string) => kept.push(path),
  });
  takeReturned();
  return kept;
}

test("the word of a log-in is taken out of the address", () => {
  expect(openedAt("#sign-in=unknown")).toEqual(["/c/0a"]);
  expect(returned()).toBe("unknown");
  expect(isLetIn()).toBe(false);
  for (const word of ["done", "linked"]) {
    openedAt(`#sign-in=${word}`);
    expect(isLetIn()).toBe(true);
  }
});

test("any other address is left as it is", () => {
  for (const hash of ["", "#sign-in=", "#sign-in=<b>", "#sign-in=A", "#message-1"]) {
    expect(openedAt(hash)).toEqual([]);
    expect(returned()).toBeNull();
  }
});
