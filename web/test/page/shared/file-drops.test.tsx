// @vitest-environment happy-dom

import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { useFilesStayOut } from "../../../src/page/shared/file-drops.ts";

afterEach(cleanup);

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
