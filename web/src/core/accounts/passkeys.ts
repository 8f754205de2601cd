/** `/api/passkeys…` and `/api/login/passkey…`: keys of a person's devices. Bytes are base64url. */

import {
  orNull,
  readBoolean,
  readFields,
  readList,
  readNumber,
  readString,
} from "../../protocol/index.ts";
import type { ApiClient, RequestOptions } from "../api-client.ts";

/** A passkey of the caller. */
export interface Passkey {
  readonly id: string;
  readonly name: string;
  /** The name of the site at which it can be used. */
  readonly site: string;
  readonly created_at: string;
  /** null: nobody has logged in by it yet. */
  readonly used_at: string | null;
}

/** What a device needs to sign; `allowed`: the ids of the passkeys that will do, none where any will. */
export interface LogInChallenge {
  readonly challenge: string;
  readonly site: string;
  readonly allowed: readonly string[];
  readonly timeout_ms: number;
}

/** What a device needs to make a passkey; it is to make none if it has one of `excluded`. */
export interface NewPasskeyChallenge {
  readonly challenge: string;
  readonly site: string;
  readonly user_handle: string;
  readonly user_name: string;
  readonly algorithms: readonly number[];
  readonly excluded: readonly string[];
  readonly timeout_ms: number;
}

/** What a device has made. */
export interface NewPasskey {
  readonly id: string;
  readonly client_data: string;
  readonly attestation: string;
}

/** What a passkey has signed: the body of `POST /api/login/passkey`. */
export interface SignedLogIn {
  readonly id: string;
  readonly client_data: string;
  readonly authenticator_data: string;
  readonly signature: string;
  readonly user_handle: string;
}

/** Each rejects with an `ApiError`; `stale_login` asks to log in once more. */
export interface PasskeysApi {
  /** The oldest first, and whether this server can use any. */
  all(options?: RequestOptions): Promise<{ passkeys: readonly Passkey[]; available: boolean }>;
  /** Begins to add one. */
  begin(): Promise<NewPasskeyChallenge>;
  /** The session gets another cookie. */
  add(name: string, made: NewPasskey): Promise<Passkey>;
  rename(id: string, name: string): Promise<Passkey>;
  /** All other sessions of the caller end, and this one gets another cookie. */
  remove(id: string): Promise<void>;
}

export function passkeysApi({ call }: Pick<ApiClient, "call">): PasskeysApi {
  const passkey = (id: string): string => `/passkeys/${encodeURIComponent(id)}`;
  return {
    all: (options) => call("GET", "/passkeys", decodeList, options),
    begin: () => call("POST", "/passkeys/challenge", decodeNewChallenge),
    add: (name, made) => call("POST", "/passkeys", decodePasskey, {}, { name, ...made }),
    rename: (id, name) => call("PATCH", passkey(id), decodePasskey, {}, { name }),
    remove: (id) => call("DELETE", passkey(id), () => undefined),
  };
}

/** Begins to log in; `again`: as the person who is logged in. */
export function beginLogIn(
  { call }: Pick<ApiClient, "call">,
  again: boolean,
): Promise<LogInChallenge> {
  return call("POST", "/login/passkey/challenge", decodeChallenge, {}, { again });
}

function decodeList(value: unknown): { passkeys: readonly Passkey[]; available: boolean } {
  const fields = readFields(value, "passkeys");
  return {
    passkeys: readList(fields.passkeys, "passkeys").map(decodePasskey),
    available: readBoolean(fields.available, "available"),
  };
}

function decodePasskey(value: unknown): Passkey {
  const fields = readFields(value, "passkey");
  return {
    id: readString(fields.id, "id"),
    name: readString(fields.name, "name"),
    site: readString(fields.site, "site"),
    created_at: readString(fields.created_at, "created_at"),
    used_at: orNull(readString, fields.used_at, "used_at"),
  };
}

function decodeChallenge(value: unknown): LogInChallenge {
  const fields = readFields(value, "challenge");
  return {
    challenge: readString(fields.challenge, "challenge"),
    site: readString(fields.site, "site"),
    allowed: readList(fields.allowed, "allowed").map((id) => readString(id, "allowed")),
    timeout_ms: readNumber(fields.timeout_ms, "timeout_ms"),
  };
}

function decodeNewChallenge(value: unknown): NewPasskeyChallenge {
  const fields = readFields(value, "challenge");
  const listed = <T>(field: string, read: (value: unknown, name: string) => T): readonly T[] =>
    readList(fields[field], field).map((each) => read(each, field));
  return {
    challenge: readString(fields.challenge, "challenge"),
    site: readString(fields.site, "site"),
    user_handle: readString(fields.user_handle, "user_handle"),
    user_name: readString(fields.user_name, "user_name"),
    algorithms: listed("algorithms", readNumber),
    excluded: listed("excluded", readString),
    timeout_ms: readNumber(fields.timeout_ms, "timeout_ms"),
  };
}
