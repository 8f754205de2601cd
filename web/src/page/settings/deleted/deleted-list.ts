/** The deleted conversations that can be restored: paged, and given back one by one. */

import {
  type Client,
  type ListPage,
  PagedList,
  type PagedView,
  type ReadonlyStore,
  Store,
  UNREAD_LIST,
} from "../../../core/index.ts";
import { ApiError, asApiError, type ConversationSummary } from "../../../protocol/index.ts";

export interface DeletedView extends PagedView<ConversationSummary> {
  /** The ids of those that were given back here; they keep their place. */
  readonly restored: ReadonlySet<string>;
  /** Why the last one was not given back, until that is cleared or another one is. */
  readonly refused: ApiError | null;
}

export class DeletedList implements ReadonlyStore<DeletedView> {
  readonly #client: Client;
  readonly #view = new Store<DeletedView>({ ...UNREAD_LIST, restored: new Set(), refused: null });
  readonly #pages = new PagedList<ConversationSummary>(this.#view, {
    read: (cursor, signal) => this.#read(cursor, signal),
    reconcile: (items) => this.#withKept(items),
    compare: (a, b) => deletedMs(b) - deletedMs(a),
    refreshesAll: true,
  });
  /** Those that are being given back, or were, as they stood here. */
  readonly #kept = new Map<string, ConversationSummary>();
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
    return () => {
      leave();
      this.#pages.cancel();
    };
  }

  /** Reads again as many pages as were read before. */
  async refresh(): Promise<void> {
    await this.#pages.refresh();
  }

  /** Reads the next page, once however often it is asked for. */
  more(): Promise<void> {
    return this.#pages.more();
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

  /** Deletes a conversation for good. Never rejects: why it was not is in `refused`. */
  async forget(id: string): Promise<void> {
    try {
      await this.#client.forget(id);
      this.#view.patch({ refused: null });
    } catch (error) {
      // It may be gone already.
      if (!(error instanceof ApiError && error.status === 404))
        this.#view.patch({ refused: asApiError(error) });
    }
    await this.refresh();
  }

  /** The failure was seen. */
  clearError(): void {
    this.#view.patch({ refused: null });
  }

  async #read(cursor: string | null, signal: AbortSignal): Promise<ListPage<ConversationSummary>> {
    const wanted = { deleted: true, ...(cursor !== null && { cursor }) };
    const page = await this.#client.api.conversations(wanted, { signal });
    return { items: page.conversations, next: page.next_cursor };
  }

  /** What was found, and what was given back here and is not deleted again. */
  #withKept(found: readonly ConversationSummary[]): readonly ConversationSummary[] {
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
    this.#view.patch({ restored });
    return this.#pages.sorted([...items.values()]);
  }
}

function deletedMs({ deleted_at }: ConversationSummary): number {
  return Date.parse(deleted_at ?? "");
}
