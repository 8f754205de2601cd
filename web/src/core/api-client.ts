/** The commands of the API as functions. Every failure is an `ApiError`. */

import {
  type Answer,
  ApiError,
  type AskRequest,
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
  networkError,
  problemOf,
  type Storage,
} from "../protocol/index.ts";
import { type ServerOptions, serverAt } from "../transports/index.ts";

/** Each command is sent once; all of them reject with an `ApiError`. */
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

export function apiClient(options: ServerOptions = {}): ApiClient {
  const { baseUrl, fetch: request } = serverAt(options);

  async function call(
    method: string,
    path: string,
    body?: unknown,
    key?: string,
  ): Promise<unknown> {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (key !== undefined) headers["Idempotency-Key"] = key;
    const init: RequestInit = { method, headers, cache: "no-store" };
    if (body !== undefined) {
      headers["Content-Type"] = "application/json";
      init.body = JSON.stringify(body);
    }
    const response = await request(`${baseUrl}/api${path}`, init).catch((cause: unknown) => {
      throw networkError(cause);
    });
    if (!response.ok) throw await problemOf(response);
    if (response.status === 204) return undefined;
    return response.json().catch((cause: unknown) => {
      throw networkError(cause);
    });
  }

  /**
   * Whether a question has arrived with this key. Keys are looked up before anything else, and a
   * refused request uses none: so what comes of another question, about nothing, tells.
   */
  async function isKnown(key: string): Promise<boolean> {
    try {
      await call("POST", "/answers", { question_id: NOTHING }, key);
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
    models: async () => decodeModelList(await call("GET", "/models")).models,
    answer: async (id) => decodeAnswer(await call("GET", answer(id))),
    asked: async (body, key) =>
      (await isKnown(key)) ? decodeAsked(await call("POST", "/answers", body, key)).answer : null,
    stop: async (id) => decodeAnswer(await call("POST", `${answer(id)}/stop`)),
    continueAnswer: async (id) => decodeAnswer(await call("POST", `${answer(id)}/continue`)),
    conversations: async ({ q, cursor, deleted }) => {
      const query = new URLSearchParams({ limit: String(PAGE_SIZE) });
      if (q) query.set("q", q);
      if (cursor) query.set("cursor", cursor);
      if (deleted) query.set("deleted", "true");
      return decodeConversationList(await call("GET", `/conversations?${query}`));
    },
    conversation: async (id) => decodeConversation(await call("GET", conversation(id))),
    patch: async (id, change) => decodeSummary(await call("PATCH", conversation(id), change)),
    remove: async (id) => void (await call("DELETE", conversation(id))),
    storage: async () => decodeStorage(await call("GET", "/storage")),
    restore: async (id) => void (await call("POST", `${conversation(id)}/restore`)),
  };
}

/** Any failure as an `ApiError`, so that it can be shown. */
export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : networkError(error);
}
