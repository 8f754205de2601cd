/** Who a person is, and what they may do. While nobody logs in, there is the one local person. */

import { readFields, readString } from "../../protocol/index.ts";

/** What a product may decide in a person's place; they are not asked for it then. */
const CHOICES = ["system", "model", "parameters"] as const;
export type Fixed = (typeof CHOICES)[number];

export interface Me {
  /** null while nobody logs in. */
  readonly account: { readonly id: string; readonly name: string } | null;
  /** What belongs to the server as a whole is an admin's. */
  readonly role: "admin" | "user";
  /** Whether theirs is the first account, which took over what there was while nobody logged in. */
  readonly first?: boolean;
  /** Who logs people in: this server (`accounts`), a `proxy` in front of it, or the product around it. */
  readonly mode: "local" | "accounts" | "proxy" | "embedded";
  /** Links to conversations can be made. */
  readonly shares?: boolean;
  /** Conversations cannot be temporary: they would be in the memory of one server of several. */
  readonly lasting?: boolean;
  readonly fixed?: readonly Fixed[];
  /** Where they log out of the proxy. */
  readonly logoutUrl?: string;
}

export const LOCAL: Me = { account: null, role: "admin", mode: "local" };

/** Whether the person has an account here, and not at a product around this server. */
export function hasAccount({ account, mode }: Me): boolean {
  return account !== null && (mode === "accounts" || mode === "proxy");
}

export function decodeMe(value: unknown): Me {
  const { account, role, first, mode, shares, temporary, fixed, logout_url } = readFields(
    value,
    "me",
  );
  return {
    account: account == null ? null : decodePerson(account),
    role: role === "admin" ? "admin" : "user",
    mode: mode === "local" || mode === "accounts" || mode === "proxy" ? mode : "embedded",
    ...(first === true && { first }),
    ...(shares === true && { shares }),
    ...(temporary === false && { lasting: true }),
    ...(Array.isArray(fixed) && { fixed: CHOICES.filter((choice) => fixed.includes(choice)) }),
    ...(typeof logout_url === "string" && { logoutUrl: logout_url }),
  };
}

function decodePerson(value: unknown): { id: string; name: string } {
  const { id, name } = readFields(value, "account");
  return { id: readString(id, "id"), name: readString(name, "name") };
}
