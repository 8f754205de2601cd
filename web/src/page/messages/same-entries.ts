/** Spares messages that have not changed a rendering. */

import type { BranchMessage } from "../../core/index.ts";
import type { Message } from "../../protocol/index.ts";

/**
 * The messages of `branch`, each as the same object as in `before` if it says the same: one that is
 * read again, or stands where another was asked, is not rendered again.
 */
export function sameEntries(
  before: readonly BranchMessage[],
  branch: readonly BranchMessage[],
): readonly BranchMessage[] {
  return branch.map((entry, at) => {
    const old = before[at];
    return old !== undefined && isSame(old, entry) ? old : entry;
  });
}

function isSame(a: BranchMessage, b: BranchMessage): boolean {
  if (a.message.id !== b.message.id || a.stream !== b.stream || a.index !== b.index) return false;
  return String(a.versions) === String(b.versions) && saysSame(a.message, b.message);
}

function saysSame(a: Message, b: Message): boolean {
  if (a === b) return true;
  // Compared first: most of what differs differs in it, and it is most of the message.
  return a.text === b.text && JSON.stringify(a) === JSON.stringify(b);
}
