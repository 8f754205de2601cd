/**
 * A list that its server gives page by page, in an order that holds here, too.
 *
 * Replies come in any order: of two reads the one that began later is shown, whichever comes first,
 * and what was done here since a read began stands.
 */

import { type ApiError, asApiError } from "../../protocol/index.ts";
import { Since } from "../since.ts";

export interface PagedView<T> {
  readonly items: readonly T[];
  readonly state: "loading" | "ready" | "failed";
  /** The items are those of an earlier search; the reply to this one is awaited. */
  readonly pending: boolean;
  readonly hasMore: boolean;
  /** Why the list could not be read. */
  readonly error: ApiError | null;
}

/** The view of a list that was not read yet. */
export const UNREAD_LIST = {
  items: [],
  state: "loading",
  pending: false,
  hasMore: false,
  error: null,
} as const satisfies PagedView<never>;

export interface ListPage<T> {
  readonly items: readonly T[];
  /** Where the next page begins; null behind the last. */
  readonly next: string | null;
}

interface PagedOptions<T> {
  /** Reads the page at `cursor`; null is the first. */
  readonly read: (cursor: string | null, signal: AbortSignal) => Promise<ListPage<T>>;
  /** What is shown of the reply to a read that began at `moment`. */
  readonly reconcile: (items: readonly T[], moment: number) => readonly T[];
  /** Negative where `a` comes before `b`, as for `sort`. */
  readonly compare: (a: T, b: T) => number;
  /** Whether a refresh reads every page that is shown again, not only the first. */
  readonly refreshesAll?: boolean;
}

/** Where a list shows its items; they may be changed there by others. */
interface Shown<T> {
  readonly getSnapshot: () => PagedView<T>;
  patch(fields: Partial<PagedView<T>>): void;
}

export class PagedList<T extends { readonly id: string }> {
  /** When reads began, and what was done here since. */
  readonly since = new Since();
  readonly #view: Shown<T>;
  readonly #options: PagedOptions<T>;
  /** Ends the reads under way. */
  #abort = new AbortController();
  /** The moment of the read whose first page is shown. */
  #shownOf = 0;
  /** The last refresh, while it is under way. */
  #reading: { readonly moment: number; readonly done: Promise<boolean> } | null = null;
  /** The moment of the last refresh. */
  #lastRead = 0;
  #pages = 1;
  #next: string | null = null;
  /** The cursor of the page that is being read, so that it is read once. */
  #readingPage: string | null = null;

  constructor(view: Shown<T>, options: PagedOptions<T>) {
    this.#view = view;
    this.#options = options;
  }

  /** Reads the list unless it was read, sharing a read under way. Resolves to whether it is there. */
  load(): Promise<boolean> {
    if (this.#view.getSnapshot().state === "ready") return Promise.resolve(true);
    return this.#reading?.done ?? this.refresh();
  }

  /** Reads the list again. Resolves to whether it is shown as this read found it. */
  refresh(): Promise<boolean> {
    const moment = this.since.moment();
    this.#lastRead = moment;
    const done = this.#refresh(moment, this.#abort.signal).finally(() => {
      if (this.#reading?.moment === moment) this.#reading = null;
    });
    this.#reading = { moment, done };
    return done;
  }

  /** Begins with another search: what was read before says nothing about it. */
  restart(): void {
    this.cancel();
    this.#shownOf = this.since.moment();
    this.#next = null;
    this.#pages = 1;
    this.#view.patch({ pending: true, hasMore: false });
  }

  /** Lets go of the reads under way; what they bring is not shown. */
  cancel(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#reading = null;
  }

  /** Reads the next page, once however often it is asked for. */
  async more(): Promise<void> {
    const cursor = this.#next;
    if (cursor === null || cursor === this.#readingPage) return;
    this.#readingPage = cursor;
    const moment = this.since.moment();
    const { signal } = this.#abort;
    const isOld = (): boolean => cursor !== this.#next || signal.aborted;
    try {
      const page = await this.#options.read(cursor, signal);
      if (isOld()) return;
      this.#next = page.next;
      this.#pages += 1;
      const found = this.#options.reconcile(page.items, moment);
      const { items } = this.#view.getSnapshot();
      const known = new Set(items.map((item) => item.id));
      const fresh = found.filter((item) => !known.has(item.id));
      this.#view.patch({
        items: this.sorted([...items, ...fresh]),
        hasMore: this.#next !== null,
        error: null,
      });
    } catch (error) {
      if (!isOld()) this.#view.patch({ error: asApiError(error) });
    } finally {
      if (this.#readingPage === cursor) this.#readingPage = null;
    }
  }

  /** In the order of the list. */
  sorted(items: readonly T[]): readonly T[] {
    return [...items].sort(this.#options.compare);
  }

  async #refresh(moment: number, signal: AbortSignal): Promise<boolean> {
    try {
      const { items, next } = await this.#readAgain(signal);
      if (moment < this.#shownOf || signal.aborted) return false;
      this.#shownOf = moment;
      const older = next === null ? [] : this.#olderThan(items);
      if (older.length === 0) this.#next = next;
      this.#view.patch({
        items: [...this.#options.reconcile(items, moment), ...older],
        state: "ready",
        pending: false,
        hasMore: this.#next !== null,
        error: null,
      });
      return true;
    } catch (error) {
      if (moment !== this.#lastRead || signal.aborted) return false;
      const { pending, items } = this.#view.getSnapshot();
      // What was found by another search says nothing about this one.
      const kept = pending ? [] : items;
      this.#view.patch({ state: "failed", pending: false, items: kept, error: asApiError(error) });
      return false;
    }
  }

  async #readAgain(signal: AbortSignal): Promise<ListPage<T>> {
    const count = this.#options.refreshesAll === true ? this.#pages : 1;
    let { items, next } = await this.#options.read(null, signal);
    for (let page = 1; page < count && next !== null; page += 1) {
      const further = await this.#options.read(next, signal);
      items = [...items, ...further.items];
      next = further.next;
    }
    return { items, next };
  }

  /** What is shown of pages behind the first, and stays below it when only that is read again. */
  #olderThan(first: readonly T[]): readonly T[] {
    const { compare, refreshesAll } = this.#options;
    const last = first.at(-1);
    const { items, pending } = this.#view.getSnapshot();
    if (refreshesAll === true || last === undefined || pending) return [];
    const known = new Set(first.map((item) => item.id));
    return items.filter((item) => !known.has(item.id) && compare(item, last) >= 0);
  }
}
