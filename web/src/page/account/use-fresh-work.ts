/** Requests that ask for a log-in of the last minutes: one that is refused for that waits for it. */

import { useCallback, useState } from "react";
import type { ApiError } from "../../protocol/index.ts";
import { useWork } from "../shared/use-work.ts";

interface FreshWork {
  /** Carries out one thing; never rejects. */
  readonly run: (todo: () => Promise<void>) => void;
  /** The last one waits for a log-in. */
  readonly stale: boolean;
  /** Carries it out again. */
  readonly again: () => void;
  readonly busy: boolean;
  readonly error: ApiError | null;
  readonly clearError: () => void;
}

export function useFreshWork(): FreshWork {
  const { run: work, busy, error, clearError } = useWork();
  const [last, setLast] = useState<{ readonly todo: () => Promise<void> } | null>(null);
  const run = useCallback(
    (todo: () => Promise<void>): void => {
      setLast({ todo });
      void work(todo);
    },
    [work],
  );
  const again = (): void => {
    if (last !== null) run(last.todo);
  };
  return { run, stale: error?.code === "stale_login", again, busy, error, clearError };
}
