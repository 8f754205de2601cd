/** All that one page holds: its conversations, the list of them, and the models. */

import type {
  ConversationList as ConversationPage,
  Conversation as ConversationReply,
  Model,
} from "../protocol/index.ts";
import { systemClock } from "../transports/index.ts";
import type { StreamOptions } from "./answer-stream.ts";
import { type ApiClient, apiClient } from "./api-client.ts";
import type { Change, Changes } from "./changes.ts";
import { Conversation } from "./conversation.ts";
import { ConversationList } from "./conversation-list.ts";
import { Store } from "./store.ts";

export interface ClientOptions extends StreamOptions {
  readonly api?: ApiClient;
}

/** Changes often come together: a question begins a conversation, an answer, and ends one. */
const GATHER_MS = 150;

/** Conversations stay open while others are shown, so that their answers go on growing. */
export class Client {
  readonly list: ConversationList;
  readonly models = new Store<readonly Model[]>([]);
  readonly #options: ClientOptions;
  readonly #api: ApiClient;
  readonly #open = new Map<string, Conversation>();
  readonly #keys = new WeakMap<Conversation, string>();
  #made = 0;
  #fresh: Conversation | null = null;
  #refreshing = false;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#api = options.api ?? apiClient();
    this.list = new ConversationList(this.#api);
  }

  /** The conversation `id`; null: the new one, until it is shown under its own id. */
  conversation(id: string | null): Conversation {
    if (id === null) {
      this.#fresh ??= this.#make(null);
      return this.#fresh;
    }
    // What was begun as new goes on under its own id; the next new one is another.
    if (this.#fresh !== null && this.#fresh.getSnapshot().branch.length > 0) this.#fresh = null;
    const open = this.#open.get(id) ?? this.#make(id);
    this.#open.set(id, open);
    return open;
  }

  /** A name of `conversation` that stays the same when the server gives it an id. */
  keyOf(conversation: Conversation): string {
    const known = this.#keys.get(conversation);
    if (known !== undefined) return known;
    this.#made += 1;
    const key = `conversation-${this.#made}`;
    this.#keys.set(conversation, key);
    return key;
  }

  /** Forgets a conversation, as after its deletion. */
  drop(id: string): void {
    this.#open.get(id)?.close();
    this.#open.delete(id);
  }

  /** Takes in what other windows and devices change, until the result is called. */
  listen(changes: Changes): () => void {
    const abort = new AbortController();
    changes((change) => this.#noticed(change), abort.signal);
    return () => abort.abort();
  }

  #noticed(change: Change): void {
    const { conversationId } = change;
    if (conversationId !== null) this.#open.get(conversationId)?.noticed(change);
    else for (const conversation of this.#open.values()) conversation.noticed(change);
    if (this.#refreshing) return;
    this.#refreshing = true;
    (this.#options.clock ?? systemClock).after(GATHER_MS, () => {
      this.#refreshing = false;
      void this.list.refresh();
    });
  }

  async loadModels(): Promise<void> {
    try {
      this.models.set(await this.#api.models());
    } catch {
      // Without a list the server's default model answers; the next wake-up tries again.
    }
  }

  /** Brings what may have changed elsewhere; for when the page is shown again. */
  async refresh(shown: string | null): Promise<void> {
    const open = shown === null ? undefined : this.#open.get(shown);
    const models = this.models.getSnapshot().length === 0 ? this.loadModels() : undefined;
    await Promise.all([this.list.refresh(), open?.load(), models]);
  }

  /** A whole conversation as the server has it; null if it cannot be read. */
  async read(id: string): Promise<ConversationReply | null> {
    return this.#api.conversation(id).catch(() => null);
  }

  /** All conversations; null if not all of them can be read. */
  async readAll(): Promise<readonly ConversationReply[] | null> {
    const all: ConversationReply[] = [];
    try {
      for (const id of await this.#allIds()) all.push(await this.#api.conversation(id));
      return all;
    } catch {
      return null;
    } finally {
      void this.list.refresh();
    }
  }

  /** Deletes all conversations. Returns whether that was done. */
  async removeAll(): Promise<boolean> {
    try {
      for (const id of await this.#allIds()) {
        await this.#api.remove(id);
        this.drop(id);
      }
      return true;
    } catch {
      return false;
    } finally {
      void this.list.refresh();
    }
  }

  async #allIds(): Promise<readonly string[]> {
    const ids: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page: ConversationPage = await this.#api.conversations(cursor === "" ? {} : { cursor });
      ids.push(...page.conversations.map((each) => each.id));
      cursor = page.next_cursor;
    }
    return ids;
  }

  #make(id: string | null): Conversation {
    const conversation = new Conversation(id, {
      ...this.#options,
      api: this.#api,
      onChange: (changed) => {
        this.#open.set(changed, conversation);
        void this.list.refresh();
      },
    });
    return conversation;
  }
}
