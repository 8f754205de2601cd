/** `/api/sessions…`, `/api/accounts…` and `/api/invites…`: where the caller is logged in, and who else may. */

import {
  type Allowed,
  orNull,
  readBoolean,
  readFields,
  readList,
  readNumber,
  readOneOf,
  readString,
} from "../../protocol/index.ts";
import type { ApiClient, RequestOptions } from "../api-client.ts";

/** A browser in which the caller is logged in. */
export interface SessionPlace {
  readonly id: string;
  readonly created_at: string;
  /** To the hour. */
  readonly seen_at: string;
  readonly user_agent: string;
  /** The network that it came from. */
  readonly address: string;
  /** Whether it is this one. */
  readonly current: boolean;
}

export type Role = keyof typeof ROLES;
const ROLES = { admin: true, user: true } as const satisfies Allowed<string>;

/** A person, as admins see them. */
export interface Account {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly disabled: boolean;
  readonly created_at: string;
  /** null: they have never logged in. */
  readonly seen_at: string | null;
  /** Questions of today. */
  readonly questions: number;
  /** Tokens of today, of prompts and answers. */
  readonly tokens: number;
}

/** What the caller has used today; of limits that are null there is as much as there is. */
export interface UsedToday {
  readonly questions: number;
  readonly tokens: number;
  readonly limits: { readonly questions: number | null; readonly tokens: number | null };
  /** When the next day begins. */
  readonly until: string;
}

/** By which a person sets a password, once; shown this once. */
export interface OneTimeLink {
  readonly token: string;
  readonly expires_at: string;
}

/** A one-time link that was given away, by which a person makes an account. */
export interface Invite {
  readonly id: string;
  readonly role: Role;
  /** The name of the admin who has made it. */
  readonly created_by: string;
  readonly expires_at: string;
}

/** By which people log in, besides their passwords. */
export interface Provider {
  readonly id: string;
  readonly name: string;
}

/** What recognizes a person. */
export interface Credential {
  readonly id: string;
  readonly kind: keyof typeof KINDS;
  /** The id of the provider; null for what is none. */
  readonly provider: string | null;
  readonly created_at: string;
}
const KINDS = { password: true, passkey: true, oidc: true } as const satisfies Allowed<string>;

/** What recognizes a person, and which providers they may link. */
export interface Ways {
  readonly credentials: readonly Credential[];
  readonly providers: readonly Provider[];
}

/** What a window is sent to a provider for. */
export interface SignInWish {
  readonly provider: string;
  /** `again`: to prove who one is; `link`: to log in by it from now on. */
  readonly purpose: "log_in" | "again" | "link";
  /** Of a one-time link; and the name that an invite's person has chosen. */
  readonly token?: string;
  readonly name?: string;
  /** Where the window goes on. */
  readonly path?: string;
}

/** What is left out stays as it is. */
export interface AccountChange {
  readonly role?: Role;
  readonly disabled?: boolean;
}

/** Each rejects with an `ApiError`; of those about others `stale_login` asks to log in once more. */
export interface AccountsApi {
  /** The last seen first. */
  sessions(options?: RequestOptions): Promise<readonly SessionPlace[]>;
  endSession(id: string): Promise<void>;
  /** Ends all sessions of the caller but this one. */
  endOthers(): Promise<void>;
  used(options?: RequestOptions): Promise<UsedToday>;
  /** All people, the oldest account first. */
  people(options?: RequestOptions): Promise<readonly Account[]>;
  add(name: string, role: Role): Promise<{ account: Account; link: OneTimeLink | null }>;
  /** Their sessions end. */
  change(id: string, change: AccountChange): Promise<Account>;
  /** Makes a link for a new password; the old one works until then. */
  reset(id: string): Promise<OneTimeLink>;
  /** Deletes an account, with all that its person has. */
  remove(id: string): Promise<void>;
  /** Those that can be used, the newest first. */
  invites(options?: RequestOptions): Promise<readonly Invite[]>;
  /** Makes a link by which a person makes an account, and chooses its name. */
  invite(role: Role): Promise<OneTimeLink>;
  revoke(id: string): Promise<void>;
  /** How the caller logs in. */
  ways(options?: RequestOptions): Promise<Ways>;
  /** The address to send the window to, which comes back from there. */
  signInAt(wish: SignInWish): Promise<string>;
  /** Has a provider recognize the caller no longer; their other sessions end, and this one gets another cookie. */
  unlink(id: string): Promise<void>;
  /** Deletes the caller's own account, of this name. */
  removeOwn(name: string, password: string): Promise<void>;
}

export function accountsApi({ call }: Pick<ApiClient, "call">): AccountsApi {
  const session = (id: string): string => `/sessions/${encodeURIComponent(id)}`;
  const account = (id: string): string => `/accounts/${encodeURIComponent(id)}`;
  const nothing = (): void => undefined;
  return {
    sessions: (options) => call("GET", "/sessions", listOf("sessions", decodeSession), options),
    endSession: (id) => call("DELETE", session(id), nothing),
    endOthers: () => call("DELETE", "/sessions", nothing),
    used: (options) => call("GET", "/me/usage", decodeUsed, options),
    people: (options) => call("GET", "/accounts", listOf("accounts", decodeAccount), options),
    add: (name, role) => call("POST", "/accounts", decodeAdded, {}, { name, role }),
    change: (id, change) => call("PATCH", account(id), decodeAccount, {}, change),
    reset: (id) => call("POST", `${account(id)}/reset`, decodeLink),
    remove: (id) => call("DELETE", account(id), nothing),
    invites: (options) => call("GET", "/invites", listOf("invites", decodeInvite), options),
    invite: (role) =>
      call(
        "POST",
        "/invites",
        (value) => decodeLink(readFields(value, "added").link),
        {},
        { role },
      ),
    revoke: (id) => call("DELETE", `/invites/${encodeURIComponent(id)}`, nothing),
    ways: (options) => call("GET", "/me/credentials", decodeWays, options),
    signInAt: (wish) =>
      call(
        "POST",
        "/oidc",
        (value) => readString(readFields(value, "reply").address, "address"),
        {},
        wish,
      ),
    unlink: (id) => call("DELETE", `/me/credentials/${encodeURIComponent(id)}`, nothing),
    removeOwn: (name, password) =>
      call("POST", "/me/delete", nothing, {}, { name, password: password || null }),
  };
}

function listOf<T>(field: string, decode: (value: unknown) => T): (value: unknown) => readonly T[] {
  return (value) => readList(readFields(value, "reply")[field], field).map(decode);
}

function decodeSession(value: unknown): SessionPlace {
  const fields = readFields(value, "session");
  return {
    id: readString(fields.id, "id"),
    created_at: readString(fields.created_at, "created_at"),
    seen_at: readString(fields.seen_at, "seen_at"),
    user_agent: readString(fields.user_agent, "user_agent"),
    address: readString(fields.address, "address"),
    current: readBoolean(fields.current, "current"),
  };
}

function decodeAccount(value: unknown): Account {
  const fields = readFields(value, "account");
  return {
    id: readString(fields.id, "id"),
    name: readString(fields.name, "name"),
    role: readOneOf(ROLES, fields.role, "role"),
    disabled: readBoolean(fields.disabled, "disabled"),
    created_at: readString(fields.created_at, "created_at"),
    seen_at: orNull(readString, fields.seen_at, "seen_at"),
    questions: readNumber(fields.questions, "questions"),
    tokens: readNumber(fields.tokens, "tokens"),
  };
}

function decodeUsed(value: unknown): UsedToday {
  const fields = readFields(value, "usage");
  const limits = readFields(fields.limits, "limits");
  const count = (name: string): number => readNumber(fields[name], name);
  return {
    questions: count("questions"),
    tokens: count("prompt_tokens") + count("completion_tokens"),
    limits: {
      questions: orNull(readNumber, limits.questions, "questions"),
      tokens: orNull(readNumber, limits.tokens, "tokens"),
    },
    until: readString(fields.until, "until"),
  };
}

function decodeLink(value: unknown): OneTimeLink {
  const fields = readFields(value, "link");
  return {
    token: readString(fields.token, "token"),
    expires_at: readString(fields.expires_at, "expires_at"),
  };
}

function decodeInvite(value: unknown): Invite {
  const fields = readFields(value, "invite");
  return {
    id: readString(fields.id, "id"),
    role: readOneOf(ROLES, fields.role, "role"),
    created_by: readString(fields.created_by, "created_by"),
    expires_at: readString(fields.expires_at, "expires_at"),
  };
}

function decodeAdded(value: unknown): { account: Account; link: OneTimeLink | null } {
  const { account, link } = readFields(value, "added");
  return { account: decodeAccount(account), link: link == null ? null : decodeLink(link) };
}

function decodeWays(value: unknown): Ways {
  return {
    credentials: listOf("credentials", decodeCredential)(value),
    providers: listOf("providers", decodeProvider)(value),
  };
}

function decodeCredential(value: unknown): Credential {
  const fields = readFields(value, "credential");
  return {
    id: readString(fields.id, "id"),
    kind: readOneOf(KINDS, fields.kind, "kind"),
    provider: orNull(readString, fields.provider, "provider"),
    created_at: readString(fields.created_at, "created_at"),
  };
}

function decodeProvider(value: unknown): Provider {
  const { id, name } = readFields(value, "provider");
  return { id: readString(id, "id"), name: readString(name, "name") };
}
