/** The deleted conversations that can be restored: paged, and given back one by one. */

import { asApiError, type Client, type Readable, Store } from "../../../core/index.ts";
import { ApiError, type ConversationSummary } from "../../../protocol/index.ts";

export interface DeletedView {
  /** The last deleted first. What was given back here keeps its place. */
  readonly items: readonly ConversationSummary[];
  /** The ids of those that were given back here. */
  readonly restored: ReadonlySet<string>;
  readonly state: "loading" | "ready" | "failed";
  readonly hasMore: boolean;
  /** Why reading the list failed. */
  readonly error: ApiError | null;
  /** Why the last one was not given back, until that is dismissed or another one is. */
  readonly refused: ApiError | null;
}

export class DeletedConversations implements Readable<DeletedView> {
  readonly #client: Client;
  readonly #view = new Store<DeletedView>({
    items: [],
    restored: new Set(),
    state: "loading",
    hasMore: false,
    error: null,
    refused: null,
  });
  /** Those that are being given back, or were, as they stood here. */
  readonly #kept = new Map<string, ConversationSummary>();
  /** Grows with every reading from the start. */
  #generation = 0;
  /** The reading that is shown: late replies of an older one are dropped. */
  #shownOf = 0;
  #pages = 1;
  #next: string | null = null;
  /** The page that is being read, so that it is read once. */
  #asked: string | null = null;
  readonly getSnapshot = this.#view.getSnapshot;
  readonly subscribe = this.#view.subscribe;

  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Reads the list, and again whenever `client.list` was: what is deleted and restored elsewhere
   * shows there. Until the result is called.
   */
  follow(): () => void {
    const { list } = this.#client;
    let { items } = list.getSnapshot();
    const leave = list.subscribe(() => {
      if (list.getSnapshot().items === items) return;
      items = list.getSnapshot().items;
      void this.refresh();
    });
    void this.refresh();
    return leave;
  }

  /** Reads again as many pages as were read before. */
  async refresh(): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    const found: ConversationSummary[] = [];
    let next: string | null = null;
    try {
      for (let page = 0; page < this.#pages && (page === 0 || next !== null); page += 1) {
        const reply = await this.#client.api.conversations(pageAt(next));
        if (generation < this.#shownOf) return;
        found.push(...reply.conversations);
        next = reply.next_cursor;
      }
      this.#shownOf = generation;
      this.#next = next;
      this.#show(found);
    } catch (error) {
      if (generation !== this.#generation) return;
      this.#view.patch({ state: "failed", error: asApiError(error) });
    }
  }

  async more(): Promise<void> {
    const cursor = this.#next;
    if (cursor === null || cursor === this.#asked) return;
    this.#asked = cursor;
    try {
      const page = await this.#client.api.conversations(pageAt(cursor));
      if (cursor !== this.#next) return;
      this.#pages += 1;
      this.#next = page.next_cursor;
      this.#show([...this.getSnapshot().items, ...page.conversations]);
    } catch (error) {
      if (cursor === this.#next) this.#view.patch({ error: asApiError(error) });
    } finally {
      if (this.#asked === cursor) this.#asked = null;
    }
  }

  /** Gives a conversation back. Never rejects: why it was not is in `refused`. */
  async restore(id: string): Promise<void> {
    const summary = this.getSnapshot().items.find((item) => item.id === id);
    if (summary === undefined || this.#kept.has(id)) return;
    this.#kept.set(id, summary);
    try {
      await this.#client.restore(id);
      const restored = new Set([...this.getSnapshot().restored, id]);
      this.#view.patch({ restored, refused: null });
    } catch (error) {
      this.#kept.delete(id);
      this.#view.patch({ refused: asApiError(error) });
      // It may be gone for good, or given back elsewhere.
      if (error instanceof ApiError && error.status === 404) await this.refresh();
    }
  }

  /** The failure was seen. */
  dismiss(): void {
    this.#view.patch({ refused: null });
  }

  #show(found: readonly ConversationSummary[]): void {
    const items = new Map(this.#kept);
    const restored = new Set(this.getSnapshot().restored);
    for (const item of found) {
      const former = this.#kept.get(item.id);
      // A reply that is older than the restoring says nothing.
      if (former !== undefined && deletedMs(item) <= deletedMs(former)) continue;
      items.set(item.id, item);
      // Deleted once more.
      this.#kept.delete(item.id);
      restored.delete(item.id);
    }
    this.#view.patch({
      items: [...items.values()].sort((a, b) => deletedMs(b) - deletedMs(a)),
      restored,
      state: "ready",
      hasMore: this.#next !== null,
      error: null,
    });
  }
}

function pageAt(cursor: string | null): { deleted: boolean; cursor?: string } {
  return cursor === null ? { deleted: true } : { deleted: true, cursor };
}

function deletedMs({ deleted_at }: ConversationSummary): number {
  return Date.parse(deleted_at ?? "");
}
