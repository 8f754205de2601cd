import { expect, test } from "vitest";
import { daysLeft } from "../../../../src/page/settings/deleted/days-left.ts";

const HOUR_MS = 3_600_000;

test.each([
  [0, 30],
  [1, 30],
  [24, 29],
  [25, 29],
  [29 * 24 - 1, 2],
  [29 * 24, 1],
  [30 * 24 - 1, 1],
  // It is gone with the next time that the server looks.
  [30 * 24 + 1, 1],
  // The clock here is behind the server's.
  [-1, 31],
])("%i hours after its deletion a conversation has %i days left", (hours, days) => {
  const deletedAt = new Date("2026-02-27T10:00:00Z");
  expect(daysLeft(deletedAt, new Date(deletedAt.getTime() + hours * HOUR_MS))).toBe(days);
});
