/** The way to one server, and all that a page holds of it. */

import {
  type Answer,
  type ApiError,
  type AskRequest,
  type Change,
  type Model,
  parseCursor,
} from "../protocol/index.ts";
import { systemClock } from "../runtime/index.ts";
import {
  ladderTransport,
  type ServerOptions,
  serverAt,
  type Transport,
  TransportChoice,
  type TransportMode,
} from "../transports/index.ts";
import { blankState, sentState, snapshotState } from "./answer/answer-state.ts";
import { AnswerStream } from "./answer/answer-stream.ts";
import { AnswerWatch } from "./answer/answer-watch.ts";
import { stopAnswer } from "./answer/stop-answer.ts";
import type { StreamOptions } from "./answer/stream-options.ts";
import type { StreamSnapshot } from "./answer/stream-snapshot.ts";
import { type ApiClient, apiClient } from "./api-client.ts";
import { type Changes, sharedChanges } from "./changes.ts";
import { Conversation } from "./conversation/conversation.ts";
import { withIds } from "./ids.ts";
import { ConversationList } from "./lists/conversation-list.ts";
import { type ReadonlyStore, Store } from "./store.ts";
import { WeakValues } from "./weak-values.ts";

/** `yeoul_` and the eight characters by which a server tells tokens from one another. */
const TOKEN_PREFIX_CHARS = 14;

export interface ClientOptions extends ServerOptions {
  /**
   * How answers are followed. `"auto"`, the default, takes the best of SSE, WebSocket, long polling
   * and polling that gets through, and changes it on the way.
   */
  readonly transport?: TransportMode | Transport;
  /**
   * Milliseconds without a sign of the server after which a stream is `refused`; default: never on
   * a page, else 120 000.
   */
  readonly giveUpMs?: number;
  /**
   * Whose client it is, where the windows of one browser may be of different people: then they share
   * nothing. Any text that tells them apart.
   */
  readonly owner?: string | undefined;
}

export interface AskOptions {
  /** Aborting it ends the following only: the answer grows on at the server. `stop` stops it. */
  readonly signal?: AbortSignal;
}

export interface FollowOptions {
  /** Aborting it ends the following only: the answer grows on at the server. */
  readonly signal?: AbortSignal;
  /**
   * A cursor such as `"1-41"`: begins behind that event. What the stream holds as the answer's text
   * is then only what comes after, until a `reset`. Default: the answer's beginning.
   */
  readonly after?: string;
}

/** What a client is made of; tests bring their own. */
export interface ClientParts extends StreamOptions {
  readonly api: ApiClient;
  readonly changes: Changes;
}

/**
 * A client for the server at `baseUrl`. Makes no request by itself. One is enough for a page.
 *
 * @throws TypeError if `baseUrl` is neither an HTTP address nor a path
 */
export function createClient(options: ClientOptions = {}): Client {
  const server = serverAt(options);
  const { transport: how = "auto", giveUpMs, token } = options;
  // The windows of different tokens share nothing, either; how a token begins is no secret.
  const owner = options.owner ?? token?.slice(0, TOKEN_PREFIX_CHARS);
  const transport =
    typeof how === "string"
      ? ladderTransport({ choice: new TransportChoice({ mode: how }), server })
      : how;
  return new Client({
    api: apiClient(server),
    changes: sharedChanges({ ...server, owner }),
    transport,
    ...(giveUpMs === undefined ? {} : { giveUpMs }),
  });
}

/** Changes often come together: a question begins a conversation, an answer, and ends one. */
const GATHER_MS = 150;
/** How long an unused conversation is kept, so that it shows at once when the reader comes back. */
const KEEP_MS = 5 * 60_000;

/**
 * Conversations stay open while others are shown, so that their answers go on growing. One that
 * is no longer shown, and in which nothing grows, is released some minutes later; reading
 * one without subscribing, as a server does that renders a page, keeps nothing.
 */
export class Client {
  /** Every request of the API as a function. */
  readonly api: ApiClient;
  /** The reader's conversations, the newest first. Empty until `list.load()`. */
  readonly list: ConversationList;
  readonly #models = new Store<readonly Model[]>([]);
  /** The models that can be asked. Empty until `loadModels()`. */
  readonly models: ReadonlyStore<readonly Model[]> = this.#models;
  readonly #lists = new Store(0);
  /** Counts how often the server has told that its downloads, or the reader's assistants, changed. */
  readonly listChanges: ReadonlyStore<number> = this.#lists;
  readonly #deleted = new Store<{ readonly id: string } | null>(null);
  /** The conversation that was deleted last, for good or elsewhere; another object each time. */
  readonly deleted: ReadonlyStore<{ readonly id: string } | null> = this.#deleted;
  readonly #refusal = new Store<ApiError | null>(null);
  /**
   * Why nothing more is heard of what others change, `unauthenticated` for example: somebody has to
   * log in, and `listen` has to be called again. null as long as it is heard.
   */
  readonly refusal: ReadonlyStore<ApiError | null> = this.#refusal;
  readonly #parts: ClientParts;
  readonly #open = new WeakValues<Conversation>();
  /** Those that are in use, or were not long ago, by the time of their last use. */
  readonly #kept = new Map<Conversation, number>();
  readonly #watches = new WeakValues<AnswerWatch>();
  readonly #watched = new Set<AnswerWatch>();
  #refreshing = false;
  #reading: Promise<void> | null = null;

  /** @internal */
  constructor(parts: ClientParts) {
    this.#parts = parts;
    this.api = parts.api;
    this.list = new ConversationList(parts.api, (id) => this.drop(id));
  }

  /**
   * Asks, and follows the answer. A lost connection is made again behind the last event, and the
   * question is asked once, however often it has to be sent.
   *
   * @param question the text, or all that the API takes: `{ content, conversation_id, model, … }`.
   *   With `ids` of your own the same question is the same answer for 24 hours, also after a restart
   *   of your program; else they are random
   */
  ask(question: string | AskRequest, { signal }: AskOptions = {}): AnswerStream {
    const sent = withIds(typeof question === "string" ? { content: question } : question);
    return startStream(new AnswerStream(sentState(sent), sent, this.#parts), signal);
  }

  /**
   * Follows an answer to its end: one that grows, or one that is over.
   *
   * @param answer its id, or what `api.answer(id)` returned: then it is followed from there
   * @throws TypeError if `after` is no cursor
   */
  followAnswer(answer: string | Answer, { signal, after }: FollowOptions = {}): AnswerStream {
    const state = typeof answer === "string" ? blankState({ id: answer }) : snapshotState(answer);
    const cursor = after === undefined ? state.cursor : parseCursor(after);
    if (after !== undefined && cursor === null) throw new TypeError(`not a cursor: ${after}`);
    return startStream(new AnswerStream({ ...state, cursor }, null, this.#parts), signal);
  }

  /** @internal The answer `id` as a store, which follows it for as long as it has subscribers. */
  watchAnswer(id: string): ReadonlyStore<StreamSnapshot> {
    const known = this.#watches.get(id);
    if (known !== undefined) return known;
    const watch = new AnswerWatch(
      () => new AnswerStream(blankState({ id }), null, this.#parts),
      (each, now) => {
        if (now) {
          this.#watched.add(each);
          this.#watches.set(id, each);
        } else {
          this.#watched.delete(each);
          this.#watches.delete(id);
        }
      },
    );
    this.#watches.set(id, watch);
    return watch;
  }

  /**
   * Stops an answer. Resolves when the model's call is closed and the text is kept; null if the
   * question is still on its way, and is stopped when it arrives. Idempotent; tries again while the
   * server is out of reach.
   *
   * @throws ApiError if the server refuses, or stays out of reach
   */
  stop(answerId: string): Promise<Answer | null> {
    return stopAnswer(this.api, answerId, this.#parts.clock ?? systemClock);
  }

  /**
   * Continues an answer that was stopped, interrupted or cut by its limit; follow it to see how.
   *
   * @throws ApiError `not_continuable` if it cannot be continued, or that of another refusal
   */
  continueAnswer(answerId: string): Promise<Answer> {
    return this.api.continueAnswer(answerId);
  }

  /**
   * The conversation `id` as a store with its commands. The same object each time, as long as it is
   * referenced.
   */
  conversation(id: string): Conversation {
    const open = this.#opened(id);
    if (open !== undefined) return open;
    const made = this.#make(id);
    this.#open.set(id, made);
    return made;
  }

  #opened(id: string): Conversation | undefined {
    const open = this.#open.get(id);
    // A question that was taken back has left its conversation's id behind.
    return open?.getSnapshot().id === id ? open : undefined;
  }

  /** A new conversation of its own; once it is begun, `conversation` knows it by its id. */
  newConversation(): Conversation {
    return this.#make(null);
  }

  /** @internal Forgets a conversation, as after its deletion. */
  drop(id: string): void {
    const open = this.#opened(id);
    if (open === undefined) return;
    open.close();
    this.#open.delete(id);
    this.#kept.delete(open);
  }

  /**
   * Brings back a conversation that was deleted, here or elsewhere; list and conversation show it.
   *
   * @throws ApiError if it cannot be brought back any more, or the server is out of reach
   */
  async restore(id: string): Promise<void> {
    await this.api.restore(id);
    await Promise.all([this.list.restored(id), this.#opened(id)?.reload()]);
  }

  /**
   * Deletes a conversation for good, also one that was deleted before.
   *
   * @throws ApiError if it cannot be, or the server is out of reach
   */
  async forget(id: string): Promise<void> {
    await this.api.forget(id);
    this.list.forget(id);
    this.#deleted.set({ id });
    this.drop(id);
  }

  /** Lets go of every answer that is followed; they grow on at the server. */
  close(): void {
    for (const conversation of this.#kept.keys()) conversation.close();
  }

  /** Takes in what other windows and devices change, until the result is called. */
  listen(): () => void {
    const abort = new AbortController();
    this.#refusal.set(null);
    this.#parts.changes(
      (change) => this.#noticed(change),
      abort.signal,
      (error) => this.#refusal.set(error),
    );
    return () => abort.abort();
  }

  #noticed(change: Change): void {
    const { conversationId, what } = change;
    // What names none concerns no conversation, unless it may be anything.
    if (conversationId === null && what !== "missed") {
      if (what === "models") void this.reloadModels();
      else this.#lists.set(this.#lists.getSnapshot() + 1);
      return;
    }
    if (what === "deleted" && conversationId !== null) {
      this.list.forget(conversationId);
      this.#deleted.set({ id: conversationId });
    }
    if (conversationId !== null) this.#opened(conversationId)?.noticed(change);
    else for (const conversation of this.#kept.keys()) conversation.noticed(change);
    if (this.#refreshing) return;
    this.#refreshing = true;
    (this.#parts.clock ?? systemClock).after(GATHER_MS, () => {
      this.#refreshing = false;
      void this.list.refresh();
    });
  }

  /** Reads `models`; a read under way is shared. Never rejects. */
  loadModels(): Promise<void> {
    this.#reading ??= this.#readModels();
    return this.#reading;
  }

  /** Reads `models` once more, behind a read under way: that may be older. Never rejects. */
  async reloadModels(): Promise<void> {
    await this.#reading;
    await this.loadModels();
  }

  async #readModels(): Promise<void> {
    try {
      this.#models.set(await this.api.models());
    } catch {
      // Without a list the server's default model answers; the next wake-up tries again.
    } finally {
      this.#reading = null;
    }
  }

  #make(id: string | null): Conversation {
    const conversation: Conversation = new Conversation(id, {
      ...this.#parts,
      onBegun: (begun) => this.#open.set(begun, conversation),
      onChange: () => void this.list.refresh(),
      onUse: () => this.#keep(conversation),
    });
    return conversation;
  }

  /** Notes that `conversation` is in use, or was until now, and releases those long unused. */
  #keep(conversation: Conversation): void {
    const now = (this.#parts.clock ?? systemClock).now();
    this.#kept.set(conversation, now);
    for (const [each, usedAt] of this.#kept) {
      if (!each.inUse && now - usedAt > KEEP_MS) this.#kept.delete(each);
    }
  }
}

/** The stream, followed until its end or until `signal` is aborted. */
function startStream(stream: AnswerStream, signal: AbortSignal | undefined): AnswerStream {
  const leave = (): void => stream.close(signal?.reason);
  if (signal?.aborted === true) leave();
  signal?.addEventListener("abort", leave);
  void stream.start().finally(() => signal?.removeEventListener("abort", leave));
  return stream;
}
