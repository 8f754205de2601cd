// @vitest-environment happy-dom

import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { fenceText, textOf } from "../../../src/page/composer/added-files.ts";
import { useFilesStayOut } from "../../../src/page/composer/file-drops.ts";

afterEach(cleanup);

test("the fence is longer than every one in the file", () => {
  expect(fenceText("a.md", "````\nx\n````")).toBe("a.md\n`````md\n````\nx\n````\n`````\n");
});

test("a file without an ending has a fence without a language", () => {
  expect(fenceText("Makefile", "all:\n")).toBe("Makefile\n```\nall:\n```\n");
});

test("a file is text by its bytes, not by its name", async () => {
  expect(await textOf(new File(["강은 흐른다"], "river.xyz"))).toBe("강은 흐른다");
  expect(await textOf(new File([new Uint8Array([0x25, 0xff])], "river.txt"))).toBeNull();
  expect(await textOf(new File(["a\0b"], "river.txt"))).toBeNull();
});

test("a file that no question can hold is refused", async () => {
  expect(await textOf(new File(["x".repeat(200_001)], "long.txt"))).toBeNull();
});

function Page(): null {
  useFilesStayOut();
  return null;
}

test("the browser does not open a file that is dropped, and goes on moving text", () => {
  render(<Page />);
  const dropped = (types: string[]): boolean => {
    const event = new Event("drop", { cancelable: true });
    Object.assign(event, { dataTransfer: { types, files: [] } });
    return !window.dispatchEvent(event);
  };
  expect(dropped(["Files"])).toBe(true);
  expect(dropped(["text/plain"])).toBe(false);
});
