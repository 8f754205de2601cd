// How slow this machine is: bars in milliseconds are judged by it.

import process from "node:process";

/** What the fixed work takes where the bars were set. */
const FIXED_WORK_MS = 100;
const TEXT = "Water *finds* the [lowest](#) way, `always`.\n\n- 물은\n".repeat(1_500);

function fixedWorkMs(): number {
  const begunAt = process.cpuUsage();
  for (let round = 0; round < 10; round += 1) {
    const words = TEXT.split(/[ \n]/).map((word, at) => word + at);
    new Map(words.sort().map((word) => [word, word.replace(/[*`]/g, "")]));
  }
  const { user, system } = process.cpuUsage(begunAt);
  return (user + system) / 1_000;
}

/** Returns how many times longer work that is none of ours takes than where bars were set; at least 1. */
export function slowness(): number {
  const took = [fixedWorkMs(), fixedWorkMs(), fixedWorkMs()].sort((a, b) => a - b);
  return Math.max(1, (took[1] ?? 0) / FIXED_WORK_MS);
}
