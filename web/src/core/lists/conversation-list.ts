/** The list of conversations: searched, paged, renamed, deleted, and given back. */

import {
  type ApiError,
  asApiError,
  type ConversationPatch,
  type ConversationSummary,
} from "../../protocol/index.ts";
import type { ApiClient } from "../api-client.ts";
import { Since } from "../since.ts";
import { type Readable, Store } from "../store.ts";

export interface ListView {
  readonly items: readonly ConversationSummary[];
  readonly query: string;
  readonly state: "loading" | "ready" | "failed";
  /** The items are those of an earlier query; the reply to this one is awaited. */
  readonly pending: boolean;
  readonly hasMore: boolean;
  /** The conversations that were deleted and can be given back here, the last one last. */
  readonly removed: readonly ConversationSummary[];
  /** Why reading the list failed. */
  readonly error: ApiError | null;
  /** Why the last change failed, until it is dismissed or another succeeds. */
  readonly refused: ApiError | null;
}

export class ConversationList implements Readable<ListView> {
  readonly #api: ApiClient;
  readonly #view = new Store<ListView>({
    items: [],
    query: "",
    state: "loading",
    pending: false,
    hasMore: false,
    removed: [],
    error: null,
    refused: null,
  });
  readonly #since = new Since();
  /** When the first page that is shown was asked for. */
  #shownOf = 0;
  /** When the last one was. */
  #lastAsked = 0;
  /** The ids of what is being changed, once for each change: a reply may have it as it was. */
  readonly #changing: string[] = [];
  /** The ids of what was deleted, here or elsewhere. */
  readonly #gone = new Set<string>();
  #next: string | null = null;
  /** The page that is being read, so that it is read once. */
  #asked: string | null = null;
  readonly getSnapshot = this.#view.getSnapshot;
  readonly subscribe = this.#view.subscribe;

  constructor(api: ApiClient) {
    this.#api = api;
  }

  /** Reads the first page again; pages read before stay below it. */
  async refresh(): Promise<void> {
    const asked = this.#since.asking();
    this.#lastAsked = asked;
    const { query } = this.getSnapshot();
    try {
      const page = await this.#api.conversations(query === "" ? {} : { q: query });
      // Of two reads the one that was asked for later is right, whichever comes first.
      if (asked < this.#shownOf || query !== this.getSnapshot().query) return;
      this.#shownOf = asked;
      const older = this.#olderThan(page.conversations, page.next_cursor !== null);
      if (older.length === 0) this.#next = page.next_cursor;
      this.#view.patch({
        items: [...this.#asHere(page.conversations, asked), ...older],
        state: "ready",
        pending: false,
        hasMore: this.#next !== null,
        error: null,
        // The server that could not be reached is there again.
        ...(this.getSnapshot().refused?.status === 0 ? { refused: null } : {}),
      });
    } catch (error) {
      if (asked !== this.#lastAsked) return;
      const { pending, items } = this.getSnapshot();
      // What was found for another query says nothing about this one.
      const kept = pending ? [] : items;
      this.#view.patch({ state: "failed", pending: false, items: kept, error: asApiError(error) });
    }
  }

  /** Shows only what matches; an empty query shows all. */
  async search(query: string): Promise<void> {
    if (query === this.getSnapshot().query) return;
    this.#next = null;
    this.#view.patch({ query, pending: true, hasMore: false });
    await this.refresh();
  }

  /** Shows a conversation that is open, and further down the list than was read so far. */
  include(summary: ConversationSummary): void {
    const { items, query, pending, hasMore } = this.getSnapshot();
    if (query !== "" || pending || !hasMore || this.#gone.has(summary.id)) return;
    if (items.some((item) => item.id === summary.id)) return;
    this.#view.patch({ items: newestFirst([...items, summary]) });
  }

  /** A conversation was deleted elsewhere: pages that are not read again know nothing of it. */
  forget(id: string): void {
    const { items } = this.getSnapshot();
    this.#since.touch(id);
    this.#gone.add(id);
    this.#view.patch({ items: items.filter((item) => item.id !== id) });
  }

  async more(): Promise<void> {
    const cursor = this.#next;
    if (cursor === null || cursor === this.#asked) return;
    this.#asked = cursor;
    const { query } = this.getSnapshot();
    const asked = this.#since.asking();
    const isOld = (): boolean => cursor !== this.#next || query !== this.getSnapshot().query;
    try {
      const page = await this.#api.conversations(query === "" ? { cursor } : { q: query, cursor });
      if (isOld()) return;
      this.#next = page.next_cursor;
      const known = new Set(this.getSnapshot().items.map((item) => item.id));
      const fresh = this.#asHere(page.conversations, asked).filter((item) => !known.has(item.id));
      const items = newestFirst([...this.getSnapshot().items, ...fresh]);
      this.#view.patch({ items, hasMore: this.#next !== null });
    } catch (error) {
      if (!isOld()) this.#view.patch({ error: asApiError(error) });
    } finally {
      if (this.#asked === cursor) this.#asked = null;
    }
  }

  async rename(id: string, title: string): Promise<void> {
    const former = this.getSnapshot().items.find((item) => item.id === id)?.title;
    const retitle = (from: string | undefined, to: string | undefined): void => {
      if (to === undefined) return;
      const { items } = this.getSnapshot();
      const renamed = (item: ConversationSummary): boolean => item.id === id && item.title === from;
      this.#view.patch({
        items: items.map((item) => (renamed(item) ? { ...item, title: to } : item)),
      });
    };
    retitle(former, title);
    await this.#attempt(
      () => this.#changed(id, this.#api.patch(id, { title })),
      () => retitle(title, former),
    );
  }

  /**
   * Changes what holds for a conversation: its instructions, its parameters.
   * @throws ApiError
   */
  async change(id: string, change: ConversationPatch): Promise<void> {
    const changed = await this.#changed(id, this.#api.patch(id, change));
    const items = this.getSnapshot().items.map((item) => (item.id === id ? changed : item));
    this.#view.patch({ items });
  }

  /** Resolves to whether it was deleted; if not, it is in the list again. */
  async remove(id: string): Promise<boolean> {
    const { items } = this.getSnapshot();
    const at = items.findIndex((item) => item.id === id);
    const former = items[at];
    this.#gone.add(id);
    this.#view.patch({ items: items.filter((item) => item.id !== id) });
    const done = await this.#attempt(
      () => this.#changed(id, this.#api.remove(id)),
      () => {
        this.#gone.delete(id);
        const now = this.getSnapshot().items.filter((item) => item.id !== id);
        if (former !== undefined)
          this.#view.patch({ items: [...now.slice(0, at), former, ...now.slice(at)] });
      },
    );
    const { removed } = this.getSnapshot();
    if (done && former !== undefined) this.#view.patch({ removed: [...removed, former] });
    return done;
  }

  /** Gives back all that is in `removed`; resolves to the ids of those that are there again. */
  async undo(): Promise<readonly string[]> {
    const { removed } = this.getSnapshot();
    this.#view.patch({ removed: [] });
    let back = 0;
    for (const { id } of removed) {
      if (!(await this.#attempt(() => this.#api.restore(id)))) break;
      this.#gone.delete(id);
      back += 1;
    }
    const left = [...removed.slice(back), ...this.getSnapshot().removed];
    if (left.length > 0) this.#view.patch({ removed: left });
    else if (back > 0) await this.refresh();
    return removed.slice(0, back).map((each) => each.id);
  }

  /** A conversation was brought back by other means than `undo`. */
  async restored(id: string): Promise<void> {
    const { removed } = this.getSnapshot();
    this.#gone.delete(id);
    this.#view.patch({ removed: removed.filter((each) => each.id !== id) });
    await this.refresh();
  }

  /** The failure of a change was seen. */
  dismiss(): void {
    this.#view.patch({ refused: null });
  }

  forgetRemoved(): void {
    this.#view.patch({ removed: [] });
  }

  /** Carries out a change that shows already; if it fails, shows again what there was. */
  async #attempt(change: () => Promise<unknown>, takeBack?: () => void): Promise<boolean> {
    try {
      await change();
      this.#view.patch({ refused: null });
      return true;
    } catch (error) {
      // The server that refused may be out of reach, and then cannot tell what it has.
      takeBack?.();
      await this.refresh();
      this.#view.patch({ refused: asApiError(error) });
      return false;
    }
  }

  /** The work of a change of `id`: replies to what was asked before its end may not know of it. */
  async #changed<T>(id: string, work: Promise<T>): Promise<T> {
    this.#changing.push(id);
    try {
      return await work;
    } finally {
      this.#changing.splice(this.#changing.indexOf(id), 1);
      this.#since.touch(id);
    }
  }

  /** The items of a reply, but what was changed or deleted here since as it is here. */
  #asHere(items: readonly ConversationSummary[], asked: number): readonly ConversationSummary[] {
    const ours = new Map(this.getSnapshot().items.map((item) => [item.id, item]));
    return items.flatMap((item) => {
      const { id } = item;
      if (!this.#changing.includes(id) && !this.#since.touched(asked, id)) {
        // It is there again: somebody has restored it.
        this.#gone.delete(id);
        return [item];
      }
      return this.#gone.has(id) ? [] : [ours.get(id) ?? item];
    });
  }

  #olderThan(page: readonly ConversationSummary[], more: boolean): ConversationSummary[] {
    const last = page.at(-1);
    if (!more || last === undefined || this.#next === null) return [];
    const known = new Set(page.map((item) => item.id));
    const limit = Date.parse(last.updated_at);
    return this.getSnapshot().items.filter(
      (item) => !known.has(item.id) && Date.parse(item.updated_at) <= limit,
    );
  }
}

function newestFirst(items: readonly ConversationSummary[]): readonly ConversationSummary[] {
  return [...items].sort((a, b) => Date.parse(b.updated_at) - Date.parse(a.updated_at));
}
