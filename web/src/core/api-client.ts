/** The commands of the API as functions. Every failure is an `ApiError`. */

import {
  type Answer,
  type AskRequest,
  asApiError,
  type Conversation,
  type ConversationList,
  type ConversationPatch,
  type ConversationSummary,
  decodeAnswer,
  decodeAsked,
  decodeConversation,
  decodeConversationList,
  decodeModelList,
  decodeStorage,
  decodeSummary,
  type Model,
  type Storage,
} from "../protocol/index.ts";
import { type Clock, systemClock } from "../runtime/index.ts";
import { exchange, type ServerOptions, serverAt } from "../transports/index.ts";

/**
 * Each command is sent once; all of them reject with an `ApiError`, at the latest when the server
 * has said nothing for 15 seconds.
 */
export interface ApiClient {
  /** The models that can be asked; one of them is the default. */
  models(): Promise<readonly Model[]>;
  /** An answer as it is now, the text included that it has so far. */
  answer(id: string): Promise<Answer>;
  /**
   * The answer to the question that was sent with the Idempotency-Key `key`; null if none such has
   * arrived. Nothing is asked by it.
   */
  asked(body: AskRequest, key: string): Promise<Answer | null>;
  /** Resolves when the provider's call is closed and the kept text is stored. Idempotent. */
  stop(answerId: string): Promise<Answer>;
  /**
   * Has an answer go on that was stopped, interrupted or cut by its limit. Rejects with
   * `not_continuable` if it cannot; one that is growing is left as it is.
   */
  continueAnswer(answerId: string): Promise<Answer>;
  /**
   * One page of 40, the newest first. `q` searches titles and texts; `cursor`: the next page;
   * `deleted`: those that can be restored instead, the last deleted first.
   */
  conversations(page: {
    q?: string;
    cursor?: string;
    deleted?: boolean;
  }): Promise<ConversationList>;
  /** A conversation with the messages of all its branches. */
  conversation(id: string): Promise<Conversation>;
  /** Changes the title, the branch that is shown, or what its answers are made with. */
  patch(id: string, change: ConversationPatch): Promise<ConversationSummary>;
  /** Deletes a conversation and stops its answers; for 30 days it can be restored. */
  remove(id: string): Promise<void>;
  restore(id: string): Promise<void>;
  /** What the server keeps, and in which files. */
  storage(): Promise<Storage>;
}

const PAGE_SIZE = 40;
/** No question has this id. */
const NOTHING = "0".repeat(32);

export interface ApiOptions extends ServerOptions {
  readonly clock?: Clock;
}

export function apiClient(options: ApiOptions = {}): ApiClient {
  const { clock = systemClock } = options;
  const { baseUrl, fetch: request } = serverAt(options);

  async function call<T>(
    method: string,
    path: string,
    decode: (value: unknown) => T,
    body?: unknown,
    key?: string,
  ): Promise<T> {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (key !== undefined) headers["Idempotency-Key"] = key;
    const init: RequestInit = { method, headers, cache: "no-store" };
    if (body !== undefined) {
      headers["Content-Type"] = "application/json";
      init.body = JSON.stringify(body);
    }
    try {
      const { value } = await exchange(`${baseUrl}/api${path}`, init, { fetch: request, clock });
      return decode(value);
    } catch (error) {
      throw asApiError(error);
    }
  }

  /**
   * Whether a question has arrived with this key. Keys are looked up before anything else, and a
   * refused request uses none: so what comes of another question, about nothing, tells.
   */
  async function isKnown(key: string): Promise<boolean> {
    try {
      await call("POST", "/answers", nothing, { question_id: NOTHING }, key);
      return true;
    } catch (cause) {
      const error = asApiError(cause);
      if (error.code === "idempotency_conflict") return true;
      if (error.status === 404) return false;
      throw error;
    }
  }

  const answer = (id: string): string => `/answers/${encodeURIComponent(id)}`;
  const conversation = (id: string): string => `/conversations/${encodeURIComponent(id)}`;
  return {
    models: () => call("GET", "/models", (value) => decodeModelList(value).models),
    answer: (id) => call("GET", answer(id), decodeAnswer),
    asked: async (body, key) =>
      (await isKnown(key)) ? (await call("POST", "/answers", decodeAsked, body, key)).answer : null,
    stop: (id) => call("POST", `${answer(id)}/stop`, decodeAnswer),
    continueAnswer: (id) => call("POST", `${answer(id)}/continue`, decodeAnswer),
    conversations: ({ q, cursor, deleted }) => {
      const query = new URLSearchParams({ limit: String(PAGE_SIZE) });
      if (q) query.set("q", q);
      if (cursor) query.set("cursor", cursor);
      if (deleted) query.set("deleted", "true");
      return call("GET", `/conversations?${query}`, decodeConversationList);
    },
    conversation: (id) => call("GET", conversation(id), decodeConversation),
    patch: (id, change) => call("PATCH", conversation(id), decodeSummary, change),
    remove: (id) => call("DELETE", conversation(id), nothing),
    storage: () => call("GET", "/storage", decodeStorage),
    restore: (id) => call("POST", `${conversation(id)}/restore`, nothing),
  };
}

/** For a reply of which only counts that it came. */
const nothing = (): void => undefined;
