/** Cuts a list that grows at its end into groups that can be compared, and laid out, as one. */

/** Keeps a group the same object as long as what is in it is the same. */
export class Grouper<T> {
  readonly #size: number;
  #groups: (readonly T[])[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  update(items: readonly T[]): readonly (readonly T[])[] {
    const groups: (readonly T[])[] = [];
    for (let at = 0; at < items.length; at += this.#size) {
      const old = this.#groups[groups.length];
      const fresh = items.slice(at, at + this.#size);
      groups.push(old !== undefined && sameItems(old, fresh) ? old : fresh);
    }
    this.#groups = groups;
    return groups;
  }
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, at) => item === b[at]);
}
