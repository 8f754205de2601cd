/** The links of whoever is logged in, for the dialogs that show and change them. */

import { useCallback, useEffect, useMemo, useState } from "react";
import { type Share, type SharesApi, sharesApi } from "../../core/accounts/index.ts";
import { useClient } from "../../react/index.ts";
import { useWork, type Work } from "../shared/use-work.ts";

export interface Links extends Pick<Work, "busy" | "error" | "clearError"> {
  /** null until they were read; the newest first. */
  readonly links: readonly Share[] | null;
  /** Carries out one thing, and reads them again; never rejects. */
  readonly change: (work: (api: SharesApi) => Promise<void>) => void;
}

export function useLinks(): Links {
  const { api: commands } = useClient();
  const api = useMemo(() => sharesApi(commands), [commands]);
  const [links, setLinks] = useState<Links["links"]>(null);
  const { run, busy, error, clearError } = useWork();
  const read = useCallback(async () => setLinks(await api.all()), [api]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once
  useEffect(() => {
    void run(read);
  }, [read]);
  const change: Links["change"] = (work) =>
    void run(async () => {
      await work(api);
      await read();
    });
  return { links, change, busy, error, clearError };
}
