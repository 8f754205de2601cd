/** The list of conversations: searched, paged, renamed, deleted and restored. */

import {
  type ApiError,
  asApiError,
  type ConversationPatch,
  type ConversationSummary,
  type ListedConversation,
} from "../../protocol/index.ts";
import type { ApiClient } from "../api-client.ts";
import { type ReadonlyStore, Store } from "../store.ts";
import { type ListPage, PagedList, type PagedView, UNREAD_LIST } from "./paged-list.ts";

export interface ListView extends PagedView<ListedConversation> {
  /** What is searched for; "" shows all. */
  readonly query: string;
  /** What was deleted here and `undo` restores, the last one last. */
  readonly removed: readonly ListedConversation[];
  /** Why the last change failed, until that is cleared or another change succeeds. */
  readonly refused: ApiError | null;
}

export class ConversationList implements ReadonlyStore<ListView> {
  readonly #api: ApiClient;
  readonly #onRemoved: (id: string) => void;
  readonly #view = new Store<ListView>({ ...UNREAD_LIST, query: "", removed: [], refused: null });
  readonly #pages = new PagedList<ListedConversation>(this.#view, {
    read: (cursor, signal) => this.#read(cursor, signal),
    reconcile: (items, moment) => this.#reconcile(items, moment),
    compare: (a, b) =>
      Number(b.pinned ?? false) - Number(a.pinned ?? false) || timeOf(b) - timeOf(a),
  });
  /** The ids of what is being changed, once for each change: a reply may have it as it was. */
  readonly #changing: string[] = [];
  /** The ids of what was deleted, here or elsewhere. */
  readonly #gone = new Set<string>();
  /** How often `undo` was called. */
  #undos = 0;
  /** Is over when no deletion is under way. */
  #removing: Promise<unknown> = Promise.resolve();
  readonly getSnapshot = this.#view.getSnapshot;
  readonly subscribe = this.#view.subscribe;

  /** @internal */
  constructor(api: ApiClient, onRemoved: (id: string) => void = () => undefined) {
    this.#api = api;
    this.#onRemoved = onRemoved;
  }

  /** Reads the first page, unless it was read; a read under way is shared. */
  async load(): Promise<void> {
    this.#reached(await this.#pages.load());
  }

  /** Reads the first page again; pages read before stay below it. */
  async refresh(): Promise<void> {
    this.#reached(await this.#pages.refresh());
  }

  /** Reads the next page, once however often it is asked for. */
  more(): Promise<void> {
    return this.#pages.more();
  }

  /** Shows only what matches; an empty query shows all. */
  async search(query: string): Promise<void> {
    if (query === this.getSnapshot().query) return;
    this.#view.patch({ query });
    this.#pages.restart();
    await this.refresh();
  }

  /** @internal Shows a conversation that is open, and further down the list than was read so far. */
  include(summary: ConversationSummary): void {
    const { items, query, pending, hasMore } = this.getSnapshot();
    if (query !== "" || pending || !hasMore || this.#gone.has(summary.id)) return;
    if (summary.temporary) return;
    if (items.some((item) => item.id === summary.id)) return;
    this.#view.patch({ items: this.#pages.sorted([...items, summary]) });
  }

  /** @internal A conversation was deleted elsewhere: pages that are not read again know nothing of it. */
  forget(id: string): void {
    const { items } = this.getSnapshot();
    this.#pages.since.touch(id);
    this.#gone.add(id);
    this.#view.patch({ items: items.filter((item) => item.id !== id) });
  }

  async rename(id: string, title: string): Promise<void> {
    const former = this.getSnapshot().items.find((item) => item.id === id)?.title;
    const retitle = (from: string | undefined, to: string | undefined): void => {
      if (to === undefined) return;
      const { items } = this.getSnapshot();
      const renamed = (item: ListedConversation): boolean => item.id === id && item.title === from;
      this.#view.patch({
        items: items.map((item) => (renamed(item) ? { ...item, title: to } : item)),
      });
    };
    retitle(former, title);
    await this.#carryOut(
      () => this.#changed(id, this.#api.patch(id, { title })),
      () => retitle(title, former),
    );
  }

  /** Lists a conversation before those that are not pinned, or with them again. */
  async pin(id: string, pinned: boolean): Promise<void> {
    const show = (now: boolean): void => {
      const { items } = this.getSnapshot();
      const moved = items.map((item) => (item.id === id ? { ...item, pinned: now } : item));
      this.#view.patch({ items: this.#pages.sorted(moved) });
    };
    show(pinned);
    await this.#carryOut(
      () => this.#changed(id, this.#api.patch(id, { pinned })),
      () => show(!pinned),
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
    return (await this.removeAll([id])).length > 0;
  }

  /** Resolves to the ids of those that were deleted; the others are in the list again. */
  removeAll(ids: readonly string[]): Promise<readonly string[]> {
    const before = this.#removing;
    const done = this.#removeAll(ids);
    this.#removing = done.then(() => before);
    return done;
  }

  async #removeAll(ids: readonly string[]): Promise<readonly string[]> {
    const { items } = this.getSnapshot();
    const undos = this.#undos;
    const leaving = new Set(ids);
    for (const id of ids) this.#gone.add(id);
    // A reply that has those whose turn has not come yet does not show them again.
    this.#changing.push(...ids);
    this.#view.patch({ items: items.filter((item) => !leaving.has(item.id)) });
    const done: string[] = [];
    // One after the other: a browser has few connections, and answers come over some of them.
    for (const id of ids) {
      // It was undone before all were deleted: the others stay.
      const removed = undos === this.#undos && (await this.#removeHidden(id, items));
      this.#changing.splice(this.#changing.indexOf(id), 1);
      if (!removed) continue;
      done.push(id);
      leaving.delete(id);
      this.#onRemoved(id);
      const former = items.filter((item) => item.id === id);
      this.#view.patch({ removed: [...this.getSnapshot().removed, ...former] });
    }
    if (undos !== this.#undos) this.#showAgain(items.filter((item) => leaving.has(item.id)));
    return done;
  }

  /** Shows what was deleted, or was to be: a refresh reads only the first page. */
  #showAgain(former: readonly ListedConversation[]): void {
    const { items, query } = this.getSnapshot();
    for (const { id } of former) this.#gone.delete(id);
    const known = new Set(items.map((item) => item.id));
    const missing = former.filter((item) => !known.has(item.id));
    // A search shows other rows.
    if (query === "") this.#view.patch({ items: this.#pages.sorted([...items, ...missing]) });
  }

  /** Deletes what is shown no longer; if that fails, shows it again in its place among `before`. */
  #removeHidden(id: string, before: readonly ListedConversation[]): Promise<boolean> {
    const at = before.findIndex((item) => item.id === id);
    const behind = new Set(before.slice(at + 1).map((item) => item.id));
    return this.#carryOut(
      () => this.#changed(id, this.#api.remove(id)),
      () => {
        this.#gone.delete(id);
        const former = before[at];
        const now = this.getSnapshot().items.filter((item) => item.id !== id);
        const next = now.findIndex((item) => behind.has(item.id));
        const place = next < 0 ? now.length : next;
        if (former !== undefined)
          this.#view.patch({ items: [...now.slice(0, place), former, ...now.slice(place)] });
      },
    );
  }

  /**
   * Restores what is in `removed`, and ends a deletion under way; resolves to the ids of the restored
   * conversations. What is deleted from now on stays so.
   */
  async undo(): Promise<readonly string[]> {
    this.#undos += 1;
    const begun = new Set([...this.getSnapshot().removed.map(({ id }) => id), ...this.#changing]);
    await this.#removing;
    const wanted = this.getSnapshot().removed.filter(({ id }) => begun.has(id));
    const back: ListedConversation[] = [];
    for (const each of wanted) {
      const { id } = each;
      if (!(await this.#carryOut(() => this.#api.restore(id)))) break;
      back.push(each);
      this.#forgetRemoved(id);
    }
    this.#showAgain(back);
    if (back.length > 0 && back.length === wanted.length) await this.refresh();
    return back.map((each) => each.id);
  }

  /** @internal A conversation was brought back by other means than `undo`. */
  async restored(id: string): Promise<void> {
    this.#gone.delete(id);
    this.#forgetRemoved(id);
    await this.refresh();
  }

  #forgetRemoved(id: string): void {
    const { removed } = this.getSnapshot();
    this.#view.patch({ removed: removed.filter((each) => each.id !== id) });
  }

  /** Forgets `refused`. */
  clearError(): void {
    this.#view.patch({ refused: null });
  }

  /** Empties `removed`. */
  forgetRemoved(): void {
    this.#view.patch({ removed: [] });
  }

  /** Carries out a change that shows already; if that fails, shows again what there was. */
  async #carryOut(change: () => Promise<unknown>, takeBack?: () => void): Promise<boolean> {
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

  /** The work of a change of `id`: replies to requests from before its end may not know of it. */
  async #changed<T>(id: string, work: Promise<T>): Promise<T> {
    this.#changing.push(id);
    try {
      return await work;
    } finally {
      this.#changing.splice(this.#changing.indexOf(id), 1);
      this.#pages.since.touch(id);
    }
  }

  /** The items of a reply; what was changed or deleted here since then stands as it is here. */
  #reconcile(items: readonly ListedConversation[], moment: number): readonly ListedConversation[] {
    const ours = new Map(this.getSnapshot().items.map((item) => [item.id, item]));
    return items.flatMap((item) => {
      const { id } = item;
      if (!this.#changing.includes(id) && !this.#pages.since.touched(moment, id)) {
        // It is back: it was restored elsewhere.
        this.#gone.delete(id);
        return [item];
      }
      return this.#gone.has(id) ? [] : [ours.get(id) ?? item];
    });
  }

  async #read(cursor: string | null, signal: AbortSignal): Promise<ListPage<ListedConversation>> {
    const { query } = this.getSnapshot();
    const wanted = { ...(query !== "" && { q: query }), ...(cursor !== null && { cursor }) };
    const page = await this.#api.conversations(wanted, { signal });
    return { items: page.conversations, next: page.next_cursor };
  }

  /** The server that could not be reached may be there again. */
  #reached(read: boolean): void {
    if (read && this.getSnapshot().refused?.status === 0) this.#view.patch({ refused: null });
  }
}

function timeOf({ updated_at }: ConversationSummary): number {
  return Date.parse(updated_at);
}
