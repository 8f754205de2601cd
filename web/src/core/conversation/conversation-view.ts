/** What a conversation shows, and what it is made from. */

import {
  ApiError,
  type AskRequest,
  type Attachment,
  type ConversationSummary,
  type NewIds,
} from "../../protocol/index.ts";
import type { AnswerStream } from "../answer/answer-stream.ts";
import type { StreamOptions } from "../answer/stream-options.ts";
import type { ApiClient } from "../api-client.ts";
import type { PlacedMessage } from "./tree.ts";

/** The content of a question. */
export interface QuestionContent {
  /** Empty where pictures alone are the question. */
  readonly text: string;
  /** Its pictures, in their order; the server has each before the question is asked. */
  readonly attachments?: Attachment[];
}

/** One message of the branch. */
export interface BranchMessage extends PlacedMessage {
  /** Set while the answer is growing. */
  readonly stream: AnswerStream | null;
}

export interface ConversationView {
  /** null: a new conversation in which nothing is asked. Until `load` is `ready` only we know it. */
  readonly id: string | null;
  readonly title: string;
  /** Its summary as it was read last; null before that, and once it is deleted. */
  readonly summary: ConversationSummary | null;
  /** It is only in the server's memory, and is to be deleted when it is left. */
  readonly temporary: boolean;
  /** `new`: the server does not know it yet. */
  readonly load: "new" | "loading" | "ready" | "failed";
  readonly loadError: ApiError | null;
  readonly branch: readonly BranchMessage[];
  /** The growing answer of this branch. */
  readonly live: AnswerStream | null;
  readonly stopping: boolean;
  /** A question that was not asked, to be offered again; `error` null: it was stopped in time. */
  readonly rejected: { readonly content: QuestionContent; readonly error: ApiError | null } | null;
  /** The last command that failed. */
  readonly error: ApiError | null;
}

/** The id of a conversation, once the server knows it. */
export function knownId({ id, load }: ConversationView): string | null {
  return load === "new" ? null : id;
}

/** What a question can be asked with besides its content. */
export interface AskExtras
  extends Omit<
    AskRequest,
    "content" | "attachments" | "conversation_id" | "parent_id" | "question_id" | "prefix" | "ids"
  > {
  /** Id of the question of which this is to be a new version. */
  readonly editOf?: string;
}

/** @internal Extras of a question that is kept elsewhere until it has arrived. */
export interface KeptExtras extends AskExtras {
  readonly ids: NewIds;
  /** A refusal is in `error` alone: the question need not be offered again in `rejected`. */
  readonly kept: boolean;
}

export interface ConversationOptions extends StreamOptions {
  readonly api: ApiClient;
  /** Called with the id of a new conversation when its first question is asked. */
  readonly onBegun?: (id: string) => void;
  /** Called when the list of conversations may look different now. */
  readonly onChange?: () => void;
  /** Called when it comes into use, or may no longer be. */
  readonly onUse?: () => void;
}

/** Why nothing is asked while an answer of the same branch is waited for or grows. */
export function answerInProgress(): ApiError {
  const detail = "An answer is still growing here. Wait for it, or stop it.";
  return new ApiError({ status: 409, code: "answer_in_progress", detail, retryable: true });
}

/** The view of a conversation before anything is known of it. */
export function emptyView(id: string | null): ConversationView {
  return {
    id,
    title: "",
    summary: null,
    temporary: false,
    load: id === null ? "new" : "loading",
    loadError: null,
    branch: [],
    live: null,
    stopping: false,
    rejected: null,
    error: null,
  };
}
