/** The waits between tries: doubling from 250 ms up to 8 s, with half of each at random. */

import type { Clock } from "./clock.ts";

const FIRST_MS = 250;
const CAP_MS = 8_000;

/** The wait before try number `failures` + 1; `failures` counts from 1. */
export function backoffMs(failures: number, clock: Clock): number {
  const full = Math.min(CAP_MS, FIRST_MS * 2 ** Math.min(failures - 1, 16));
  return full / 2 + (full / 2) * clock.random();
}
