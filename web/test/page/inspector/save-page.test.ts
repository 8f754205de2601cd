import { expect, test } from "vitest";
import { savedName } from "../../../src/page/inspector/save-page.tsx";

test("a saved file is named by the reader's own day and minute", () => {
  const now = new Date();
  const name = savedName("json");
  const [, day, time] = /^yeoul-recording-(\d{4}-\d\d-\d\d)-(\d{4})\.json$/.exec(name) ?? [];
  const named = new Date(`${day}T${time?.slice(0, 2)}:${time?.slice(2)}`);
  expect(Math.abs(named.getTime() - now.getTime())).toBeLessThan(120_000);
});
