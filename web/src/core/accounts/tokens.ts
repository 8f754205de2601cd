/** `/api/tokens…`: by which programs ask for the caller, without a log-in. */

import {
  type Allowed,
  orNull,
  readFields,
  readList,
  readOneOf,
  readString,
} from "../../protocol/index.ts";
import type { ApiClient, RequestOptions } from "../api-client.ts";

/** What a token lets its program do; `metrics` is for admins to give. */
export type TokenScope = keyof typeof SCOPES;
const SCOPES = {
  ask: true,
  read: true,
  write: true,
  metrics: true,
} as const satisfies Allowed<string>;

/** A token, without its secret. */
export interface ApiToken {
  readonly id: string;
  readonly name: string;
  /** How it begins. */
  readonly prefix: string;
  readonly scopes: readonly TokenScope[];
  readonly created_at: string;
  /** null: it does not end by itself. */
  readonly expires_at: string | null;
  /** A day in UTC; null: not yet. */
  readonly last_used_on: string | null;
}

/** One that was just made; the token itself is told this once. */
export interface NewApiToken extends ApiToken {
  readonly token: string;
}

export interface TokenWish {
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  /** null: it does not end by itself. */
  readonly expires_in_days: number | null;
}

/** Each rejects with an `ApiError`. */
export interface TokensApi {
  /** The newest first. */
  all(options?: RequestOptions): Promise<readonly ApiToken[]>;
  make(wish: TokenWish): Promise<NewApiToken>;
  /** From now on it lets nobody in. */
  revoke(id: string): Promise<void>;
}

export function tokensApi({ call }: Pick<ApiClient, "call">): TokensApi {
  return {
    all: (options) => call("GET", "/tokens", decodeAll, options),
    make: (wish) => call("POST", "/tokens", decodeNew, {}, wish),
    revoke: (id) => call("DELETE", `/tokens/${encodeURIComponent(id)}`, () => undefined),
  };
}

function decodeAll(value: unknown): readonly ApiToken[] {
  return readList(readFields(value, "reply").tokens, "tokens").map(decodeToken);
}

function decodeToken(value: unknown): ApiToken {
  const fields = readFields(value, "token");
  return {
    id: readString(fields.id, "id"),
    name: readString(fields.name, "name"),
    prefix: readString(fields.prefix, "prefix"),
    scopes: readList(fields.scopes, "scopes").map((scope) => readOneOf(SCOPES, scope, "scope")),
    created_at: readString(fields.created_at, "created_at"),
    expires_at: orNull(readString, fields.expires_at, "expires_at"),
    last_used_on: orNull(readString, fields.last_used_on, "last_used_on"),
  };
}

function decodeNew(value: unknown): NewApiToken {
  const { token } = readFields(value, "token");
  return { ...decodeToken(value), token: readString(token, "token") };
}
