/** Blocks in groups: what has not changed is compared, and laid out, as one. */

import type { Block } from "./blocks.ts";

/** Blocks of a group. */
const GROUP = 24;

/** Keeps a group the same object as long as its blocks are. */
export class Grouper {
  #groups: (readonly Block[])[] = [];

  update(blocks: readonly Block[]): readonly (readonly Block[])[] {
    const groups: (readonly Block[])[] = [];
    for (let at = 0; at < blocks.length; at += GROUP) {
      const old = this.#groups[groups.length];
      const fresh = blocks.slice(at, at + GROUP);
      groups.push(old !== undefined && sameBlocks(old, fresh) ? old : fresh);
    }
    this.#groups = groups;
    return groups;
  }
}

function sameBlocks(a: readonly Block[], b: readonly Block[]): boolean {
  return a.length === b.length && a.every((block, at) => block === b[at]);
}
