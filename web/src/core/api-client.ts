/** The commands of the API as functions. Every failure is an `ApiError`. */

import {
  type Answer,
  asApiError,
  type CandidatesData,
  type ConversationListReply,
  type ConversationPatch,
  type ConversationReply,
  type ConversationSummary,
  type ConversationToImport,
  decodeAllCandidates,
  decodeAnswer,
  decodeConversation,
  decodeConversationList,
  decodeImported,
  decodeModelList,
  decodeStopped,
  decodeStorage,
  decodeSummary,
  type ImportedItem,
  type Model,
  readFields,
  type StorageReply,
} from "../protocol/index.ts";
import { type Clock, systemClock } from "../runtime/index.ts";
import { fetchJson, type ServerOptions, serverAt } from "../transports/index.ts";

export interface RequestOptions {
  /** Aborting it drops the reply. The server still finishes what it has begun. */
  readonly signal?: AbortSignal;
  /** How long the server may be silent beyond the usual, as it has to ask others; default 0. */
  readonly waitMs?: number;
  /** Sent besides the usual ones. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Each command is sent once; all of them reject with an `ApiError`, at the latest when the server
 * has said nothing for 15 seconds (`waitMs` adds to them), or with the reason of a `signal` that is aborted.
 */
export interface ApiClient {
  /** The models that can be asked; one of them is the default. */
  models(options?: RequestOptions): Promise<readonly Model[]>;
  /** An answer as it is now, with the text it has so far. */
  answer(id: string, options?: RequestOptions): Promise<Answer>;
  /** What the model might have chosen instead, as far as the answer has grown; often nothing. */
  candidates(answerId: string, options?: RequestOptions): Promise<readonly CandidatesData[]>;
  /**
   * Resolves when the provider's call is closed and the kept text is stored; null: no question has
   * come with this id, and one that comes in the next minutes is stopped. Idempotent.
   */
  stop(answerId: string, options?: RequestOptions): Promise<Answer | null>;
  /**
   * Continues an answer that was stopped, interrupted or cut by its limit. Rejects with
   * `not_continuable` if that is not possible; a growing answer stays as it is.
   */
  continueAnswer(answerId: string, options?: RequestOptions): Promise<Answer>;
  /**
   * One page of 40, the newest first. `q` searches titles and texts; `cursor`: the next page;
   * `deleted`: those that can be restored instead, the last deleted first.
   */
  conversations(
    page: { q?: string; cursor?: string; deleted?: boolean },
    options?: RequestOptions,
  ): Promise<ConversationListReply>;
  /** A conversation with the messages of all its branches. */
  conversation(id: string, options?: RequestOptions): Promise<ConversationReply>;
  /** Changes the title, the branch that is shown, or what its answers are made with. */
  patch(
    id: string,
    change: ConversationPatch,
    options?: RequestOptions,
  ): Promise<ConversationSummary>;
  /** Deletes a conversation and stops its answers; for 30 days it can be restored. */
  remove(id: string, options?: RequestOptions): Promise<void>;
  /** Deletes a conversation for good, also one that was deleted before. */
  forget(id: string, options?: RequestOptions): Promise<void>;
  /** Brings back what was deleted. */
  restore(id: string, options?: RequestOptions): Promise<void>;
  /** Writes conversations that were had elsewhere; to send one again changes nothing. */
  importAll(
    conversations: readonly ConversationToImport[],
    options?: RequestOptions,
  ): Promise<readonly ImportedItem[]>;
  /** What the server keeps, and in which files. */
  storage(options?: RequestOptions): Promise<StorageReply>;
  /**
   * Any other request, such as those of `core/models`: `path` is what follows `/api`, `decode` reads
   * the reply, which is undefined where it has no body. A `body` is JSON, or a picture as it is.
   */
  call<T>(
    method: string,
    path: string,
    decode: (value: unknown) => T,
    options?: RequestOptions,
    body?: unknown,
  ): Promise<T>;
}

const PAGE_SIZE = 40;

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
    { signal, waitMs, headers: more }: RequestOptions = {},
    body?: unknown,
  ): Promise<T> {
    const headers: Record<string, string> = { Accept: "application/json", ...more };
    const sent: RequestInit = { method, headers, cache: "no-store" };
    if (body !== undefined) {
      const picture = body instanceof Blob;
      headers["Content-Type"] = picture ? body.type : "application/json";
      sent.body = picture ? body : JSON.stringify(body);
    }
    try {
      const how = {
        ...{ fetch: request, clock, waitMs: waitMs ?? 0 },
        ...(signal !== undefined && { signal }),
      };
      const { value } = await fetchJson(`${baseUrl}/api${path}`, sent, how);
      return decode(value);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw asApiError(error);
    }
  }

  const answer = (id: string): string => `/answers/${encodeURIComponent(id)}`;
  const conversation = (id: string): string => `/conversations/${encodeURIComponent(id)}`;
  return {
    models: (options) => call("GET", "/models", (value) => decodeModelList(value).models, options),
    answer: (id, options) => call("GET", answer(id), decodeAnswer, options),
    candidates: (id, options) =>
      call(
        "GET",
        `${answer(id)}/candidates`,
        (value) => decodeAllCandidates(readFields(value, "answer").candidates),
        options,
      ),
    stop: (id, options) => call("POST", `${answer(id)}/stop`, decodeStopped, options),
    continueAnswer: (id, options) => call("POST", `${answer(id)}/continue`, decodeAnswer, options),
    conversations: ({ q, cursor, deleted }, options) => {
      const query = new URLSearchParams({ limit: String(PAGE_SIZE) });
      if (q) query.set("q", q);
      if (cursor) query.set("cursor", cursor);
      if (deleted) query.set("deleted", "true");
      return call("GET", `/conversations?${query}`, decodeConversationList, options);
    },
    conversation: (id, options) => call("GET", conversation(id), decodeConversation, options),
    patch: (id, body, options) => call("PATCH", conversation(id), decodeSummary, options, body),
    remove: (id, options) => call("DELETE", conversation(id), nothing, options),
    forget: (id, options) => call("DELETE", `${conversation(id)}?forever=true`, nothing, options),
    restore: (id, options) => call("POST", `${conversation(id)}/restore`, nothing, options),
    importAll: (conversations, options) =>
      call("POST", "/imports", decodeImported, options, { conversations }),
    storage: (options) => call("GET", "/storage", decodeStorage, options),
    call,
  };
}

/** For a reply of which only counts that it came. */
const nothing = (): void => undefined;
