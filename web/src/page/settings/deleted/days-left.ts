/** How long a deleted conversation can still be restored. */

const DAY_MS = 86_400_000;
/** How long the server keeps what was deleted. */
const KEPT_MS = 30 * DAY_MS;

/** In how many days, 1 at least, a conversation that was deleted at `deletedAt` is gone for good. */
export function daysLeft(deletedAt: Date, now: Date): number {
  const leftMs = deletedAt.getTime() + KEPT_MS - now.getTime();
  return Math.max(1, Math.ceil(leftMs / DAY_MS));
}
