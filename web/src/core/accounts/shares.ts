/** `/api/shares…`: links to conversations, by which everybody reads a copy of one branch. */

import { readBoolean, readFields, readList, readNumber, readString } from "../../protocol/index.ts";
import type { ApiClient, RequestOptions } from "../api-client.ts";

/** A link that works, without what leads to it. */
export interface Share {
  readonly id: string;
  readonly conversation_id: string;
  /** That of the conversation when it was shared. */
  readonly title: string;
  /** How many messages it shows. */
  readonly messages: number;
  /** Whether it shows what the models thought, and the instructions. */
  readonly reasoning: boolean;
  readonly system: boolean;
  readonly created_at: string;
  readonly expires_at: string;
}

/** One that was just made; the page at `/s/<token>` shows it. The token is told this once. */
export interface NewShare extends Share {
  readonly token: string;
}

export interface ShareWish {
  readonly conversation_id: string;
  /** The last message of the branch; default: that of the branch that is read. */
  readonly leaf_id?: string;
  readonly reasoning?: boolean;
  readonly system?: boolean;
  /** 1 to 365; default 30. */
  readonly expires_in_days?: number;
}

/** Each rejects with an `ApiError`. */
export interface SharesApi {
  /** The newest first. */
  all(options?: RequestOptions): Promise<readonly Share[]>;
  /** Shares a branch as it is now. */
  make(wish: ShareWish): Promise<NewShare>;
  /** From now on it leads nowhere. */
  revoke(id: string): Promise<void>;
}

export function sharesApi({ call }: Pick<ApiClient, "call">): SharesApi {
  return {
    all: (options) => call("GET", "/shares", decodeList, options),
    make: (wish) => call("POST", "/shares", decodeNew, {}, wish),
    revoke: (id) => call("DELETE", `/shares/${encodeURIComponent(id)}`, () => undefined),
  };
}

function decodeList(value: unknown): readonly Share[] {
  return readList(readFields(value, "reply").shares, "shares").map(decodeShare);
}

function decodeShare(value: unknown): Share {
  const fields = readFields(value, "share");
  return {
    id: readString(fields.id, "id"),
    conversation_id: readString(fields.conversation_id, "conversation_id"),
    title: readString(fields.title, "title"),
    messages: readNumber(fields.messages, "messages"),
    reasoning: readBoolean(fields.reasoning, "reasoning"),
    system: readBoolean(fields.system, "system"),
    created_at: readString(fields.created_at, "created_at"),
    expires_at: readString(fields.expires_at, "expires_at"),
  };
}

function decodeNew(value: unknown): NewShare {
  const { token } = readFields(value, "share");
  return { ...decodeShare(value), token: readString(token, "token") };
}
