/** The API tokens of whoever is logged in: by which programs ask for them. */

import { type ReactNode, useCallback, useEffect, useMemo, useState } from "react";
import {
  type ApiToken,
  type NewApiToken,
  type TokensApi,
  type TokenWish,
  tokensApi,
} from "../../core/accounts/index.ts";
import { useClient } from "../../react/index.ts";
import { Dialog } from "../shared/dialog.tsx";
import { ErrorBar } from "../shared/error-bar.tsx";
import { useTexts } from "../text/texts.tsx";
import { LogInAgain } from "./log-in-again.tsx";
import { ShownOnce } from "./shown-once.tsx";
import { useAccountTexts } from "./text/texts.ts";
import { TokenForm } from "./token-form.tsx";
import { TokenRows } from "./token-rows.tsx";
import { useFreshWork } from "./use-fresh-work.ts";

export function TokensDialog({ onClose }: { onClose: () => void }): ReactNode {
  const { tokens: texts } = useAccountTexts();
  const { loading } = useTexts();
  const { api: commands } = useClient();
  const api = useMemo(() => tokensApi(commands), [commands]);
  const [tokens, setTokens] = useState<readonly ApiToken[] | null>(null);
  const [made, setMade] = useState<NewApiToken | null>(null);
  const { run, stale, again, busy, error, clearError } = useFreshWork();
  const read = useCallback(async () => setTokens(await api.all()), [api]);
  useEffect(() => run(read), [run, read]);
  const change = (todo: (api: TokensApi) => Promise<void>): void =>
    run(async () => {
      await todo(api);
      await read();
    });
  const make = (wish: TokenWish, onMade: () => void): void =>
    change(async () => {
      setMade(await api.make(wish));
      onMade();
    });
  const revoke = (id: string): void => {
    if (made?.id === id) setMade(null);
    change(() => api.revoke(id));
  };
  return (
    <Dialog title={texts.title} onClose={onClose}>
      <p className="hint">{texts.hint}</p>
      {stale && <LogInAgain why={texts.again} onDone={again} onCancel={clearError} />}
      {made !== null && (
        <ShownOnce
          label={texts.made(made.name)}
          value={made.token}
          hint={texts.madeHint}
          copy={texts.copy}
          onClose={() => setMade(null)}
        />
      )}
      {tokens === null && error === null && <p className="hint">{loading}</p>}
      <TokenRows tokens={tokens} disabled={busy} onRevoke={revoke} />
      <TokenForm disabled={busy} onMake={make}>
        <ErrorBar error={stale ? null : error} onDismiss={clearError} />
      </TokenForm>
    </Dialog>
  );
}
