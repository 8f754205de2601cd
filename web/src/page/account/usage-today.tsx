/** What whoever is logged in has used today, and may use. */

import { type ReactNode, useEffect, useMemo, useState } from "react";
import { accountsApi, type UsedToday } from "../../core/accounts/index.ts";
import { useClient } from "../../react/index.ts";
import { ErrorBar } from "../shared/error-bar.tsx";
import { useWork } from "../shared/use-work.ts";
import { useTexts } from "../text/texts.tsx";
import { useAccountTexts } from "./text/texts.ts";

export function UsageToday(): ReactNode {
  const texts = useAccountTexts();
  const { loading } = useTexts();
  const { api: commands } = useClient();
  const api = useMemo(() => accountsApi(commands), [commands]);
  const [used, setUsed] = useState<UsedToday | null>(null);
  const { run, error, clearError } = useWork();
  useEffect(() => {
    void run(async () => setUsed(await api.used()));
  }, [run, api]);
  return (
    <section className="account-part" aria-label={texts.usage.title}>
      <h3>{texts.usage.title}</h3>
      <ErrorBar error={error} onDismiss={clearError} />
      {used === null && error === null && <p className="hint">{loading}</p>}
      {used !== null && (
        <>
          <p>
            {texts.usage.questions(used.questions, used.limits.questions)}
            {" · "}
            {texts.usage.tokens(used.tokens, used.limits.tokens)}
          </p>
          <p className="hint">{texts.usage.until(new Date(used.until))}</p>
        </>
      )}
    </section>
  );
}
