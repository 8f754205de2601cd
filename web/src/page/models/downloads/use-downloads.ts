/**
 * The server's downloads, kept up to date for as long as they are shown: read again with every
 * change that the server tells, and once a second while one of them runs.
 */

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import {
  type DownloadsApi,
  type DownloadsReply,
  downloadsApi,
} from "../../../core/models/index.ts";
import { type ApiError, asApiError } from "../../../protocol/index.ts";
import { useClient, useStore } from "../../../react/index.ts";

const TICK_MS = 1_000;

export interface Downloads {
  readonly api: DownloadsApi;
  /** What was read last; null before. */
  readonly reply: DownloadsReply | null;
  /** Why the last reading failed. */
  readonly error: ApiError | null;
  readonly read: () => Promise<void>;
}

/** What the rows can do, and what they have to know. */
export interface RowActions {
  readonly api: DownloadsApi;
  /** Resolves when everything has been read again. */
  readonly read: () => Promise<void>;
  /** Has a model answer from now on. */
  readonly onUse: (id: string) => void;
}

export function useDownloads(): Downloads {
  const client = useClient();
  const api = useMemo(() => downloadsApi(client.api), [client]);
  const changes = useStore(client.listChanges);
  const [reply, setReply] = useState<DownloadsReply | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const newest = useRef(0);
  const read = useCallback(async (): Promise<void> => {
    // Replies come in any order; what was asked for last is the newest.
    newest.current += 1;
    const mine = newest.current;
    try {
      const next = await api.read();
      if (mine !== newest.current) return;
      setReply(next);
      setError(null);
    } catch (failure) {
      if (mine === newest.current) setError(asApiError(failure));
    }
  }, [api]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever a change is told
  useEffect(() => {
    void read();
  }, [read, changes]);
  const running = reply?.downloads.some(({ status }) => status === "running") ?? false;
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void read();
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [running, read]);
  return { api, reply, error, read };
}
