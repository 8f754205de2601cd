/** The list of conversations: searched, paged, renamed, deleted, and given back. */

import type { ApiError, ConversationPatch, ConversationSummary } from "../protocol/index.ts";
import { type ApiClient, asApiError } from "./api-client.ts";
import { type Readable, Store } from "./store.ts";

export interface ListView {
  readonly items: readonly ConversationSummary[];
  readonly query: string;
  readonly state: "loading" | "ready" | "failed";
  readonly hasMore: boolean;
  /** The conversation deleted last, as long as it can be given back here. */
  readonly removed: ConversationSummary | null;
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
    hasMore: false,
    removed: null,
    error: null,
    refused: null,
  });
  /** Grows with every read of the first page, so that a late reply of an older one is dropped. */
  #generation = 0;
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
    this.#generation += 1;
    const generation = this.#generation;
    const { query } = this.getSnapshot();
    try {
      const page = await this.#api.conversations(query === "" ? {} : { q: query });
      if (generation !== this.#generation) return;
      const older = this.#olderThan(page.conversations, page.next_cursor !== null);
      if (older.length === 0) this.#next = page.next_cursor;
      this.#view.patch({
        items: [...page.conversations, ...older],
        state: "ready",
        hasMore: this.#next !== null,
        error: null,
      });
    } catch (error) {
      if (generation !== this.#generation) return;
      this.#view.patch({ state: "failed", error: asApiError(error) });
    }
  }

  /** Shows only what matches; an empty query shows all. */
  async search(query: string): Promise<void> {
    if (query === this.getSnapshot().query) return;
    this.#next = null;
    this.#view.patch({ query, items: [], state: "loading", hasMore: false });
    await this.refresh();
  }

  async more(): Promise<void> {
    const cursor = this.#next;
    if (cursor === null || cursor === this.#asked) return;
    this.#asked = cursor;
    const { query } = this.getSnapshot();
    const generation = this.#generation;
    try {
      const page = await this.#api.conversations(query === "" ? { cursor } : { q: query, cursor });
      if (generation !== this.#generation) return;
      this.#next = page.next_cursor;
      const known = new Set(this.getSnapshot().items.map((item) => item.id));
      const fresh = page.conversations.filter((item) => !known.has(item.id));
      const items = [...this.getSnapshot().items, ...fresh];
      this.#view.patch({ items, hasMore: this.#next !== null });
    } catch (error) {
      this.#view.patch({ error: asApiError(error) });
    } finally {
      this.#asked = null;
    }
  }

  async rename(id: string, title: string): Promise<void> {
    const { items } = this.getSnapshot();
    this.#view.patch({ items: items.map((item) => (item.id === id ? { ...item, title } : item)) });
    await this.#attempt(() => this.#api.patch(id, { title }));
  }

  /**
   * Changes what holds for a conversation: its instructions, its parameters.
   * @throws ApiError
   */
  async change(id: string, change: ConversationPatch): Promise<void> {
    const changed = await this.#api.patch(id, change);
    const items = this.getSnapshot().items.map((item) => (item.id === id ? changed : item));
    this.#view.patch({ items });
  }

  async remove(id: string): Promise<void> {
    const { items } = this.getSnapshot();
    const removed = items.find((item) => item.id === id) ?? null;
    this.#view.patch({ items: items.filter((item) => item.id !== id) });
    if (await this.#attempt(() => this.#api.remove(id))) this.#view.patch({ removed });
  }

  /** Gives the conversation deleted last back; resolves to its id, null if there is none. */
  async undo(): Promise<string | null> {
    const { removed } = this.getSnapshot();
    if (removed === null) return null;
    this.#view.patch({ removed: null });
    const done = await this.#attempt(() => this.#api.restore(removed.id));
    await this.refresh();
    return done ? removed.id : null;
  }

  /** The failure of a change was seen. */
  dismiss(): void {
    this.#view.patch({ refused: null });
  }

  forgetRemoved(): void {
    this.#view.patch({ removed: null });
  }

  /** Carries out a change that shows already; if it fails, shows again what the server has. */
  async #attempt(change: () => Promise<unknown>): Promise<boolean> {
    try {
      await change();
      this.#view.patch({ refused: null });
      return true;
    } catch (error) {
      await this.refresh();
      this.#view.patch({ refused: asApiError(error) });
      return false;
    }
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
