/** The requests of a dialog: one at a time, each with its failure. */

import { useCallback, useState } from "react";
import { type ApiError, asApiError } from "../../protocol/index.ts";

/** What a dialog has the server do: whether it is at it, and why it failed. */
export interface Work {
  /** Carries out one thing; never rejects. The same function at each render. */
  readonly run: (work: () => Promise<void>) => Promise<void>;
  readonly busy: boolean;
  readonly error: ApiError | null;
  readonly clearError: () => void;
}

export function useWork(): Work {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const run = useCallback(async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setError(null);
    await work().catch((failure: unknown) => setError(asApiError(failure)));
    setBusy(false);
  }, []);
  const clearError = useCallback(() => setError(null), []);
  return { run, busy, error, clearError };
}
