/** The providers by which people log in: which there are, what is linked, and the way to one. */

import { useCallback, useEffect, useMemo, useState } from "react";
import {
  accountsApi,
  type Provider,
  type SignInWish,
  type Ways,
} from "../../core/accounts/index.ts";
import type { ApiClient } from "../../core/index.ts";
import type { ApiError } from "../../protocol/index.ts";
import { useClient } from "../../react/index.ts";
import { conversationAt } from "../addresses.ts";
import { useMe } from "../person/use-me.ts";
import { useWork } from "../shared/use-work.ts";

/** Those that the server has written into the page's head, for people whom it does not know yet. */
export function offeredProviders(): readonly Provider[] {
  const link = document.querySelector<HTMLLinkElement>("link[data-providers]");
  const pairs: readonly (readonly [string, string])[] = JSON.parse(link?.dataset.providers ?? "[]");
  return pairs.map(([id, name]) => ({ id, name }));
}

/** Sends the window to a provider; never resolves if that works. It comes back to where it is. */
export async function goTo(api: Pick<ApiClient, "call">, wish: SignInWish): Promise<void> {
  const here = conversationAt(location.pathname);
  const path = here === null ? "/" : `/c/${here}`;
  location.assign(await accountsApi(api).signInAt({ ...wish, path }));
  await new Promise(() => undefined);
}

export interface OwnWays {
  /** null until it is known. */
  readonly ways: Ways | null;
  readonly error: ApiError | null;
  readonly clearError: () => void;
  readonly read: () => void;
}

/** How the window's person logs in. Where a proxy says who asks, in no way of this server. */
export function useWays(): OwnWays {
  const { api: commands } = useClient();
  const api = useMemo(() => accountsApi(commands), [commands]);
  const byProxy = useMe().mode === "proxy";
  const [ways, setWays] = useState<Ways | null>(
    byProxy ? { credentials: [], providers: [] } : null,
  );
  const { run, error, clearError } = useWork();
  const read = useCallback(() => {
    if (!byProxy) void run(async () => setWays(await api.ways()));
  }, [run, api, byProxy]);
  useEffect(read, [read]);
  return { ways, error, clearError, read };
}

/** Whether a person has a password; a person of whom nothing is known yet has none to type. */
export function hasPassword(ways: Ways | null): boolean {
  return ways?.credentials.some(({ kind }) => kind === "password") ?? false;
}

/** The providers that are linked to a person's account. */
export function linkedProviders({ credentials, providers }: Ways): readonly Provider[] {
  return providers.filter(({ id }) => credentials.some(({ provider }) => provider === id));
}
