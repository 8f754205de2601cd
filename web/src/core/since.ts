/**
 * Tells a late reply from a new one. Replies come in any order, and things are done here between a
 * request and its reply: what was done since stands, and of two replies that to the later request.
 */
export class Since {
  #now = 0;
  #lastTouch = 0;
  readonly #touched = new Map<string, number>();

  /** The moment of a request that is sent now; compare with it when its reply is there. */
  moment(): number {
    this.#now += 1;
    return this.#now;
  }

  /** Something was done here with `id`: replies to requests from before know nothing of it. */
  touch(...ids: readonly string[]): void {
    this.#now += 1;
    this.#lastTouch = this.#now;
    for (const id of ids) this.#touched.set(id, this.#now);
  }

  /** Whether something was done with `id` since `moment`; without an id, with any. */
  touched(moment: number, id?: string): boolean {
    return (id === undefined ? this.#lastTouch : (this.#touched.get(id) ?? 0)) > moment;
  }
}
