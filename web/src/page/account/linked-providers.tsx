/** The providers by which a person may log in to their account, and those that they may link. */

import { type ReactNode, useMemo } from "react";
import { accountsApi, type Provider } from "../../core/accounts/index.ts";
import { useClient } from "../../react/index.ts";
import { useWhose } from "../person/use-me.ts";
import { ErrorBar } from "../shared/error-bar.tsx";
import { LogInAgain } from "./log-in-again.tsx";
import { goTo, type OwnWays } from "./providers.ts";
import { useAccountTexts } from "./text/texts.ts";
import { useFreshWork } from "./use-fresh-work.ts";

/** Nothing on a server without providers. `onChanged`: the other sessions have ended. */
export function LinkedProviders(props: OwnWays & { onChanged: () => void }): ReactNode {
  const { ways, read, onChanged } = props;
  const texts = useAccountTexts();
  const { api: commands } = useClient();
  const api = useMemo(() => accountsApi(commands), [commands]);
  const whose = useWhose();
  const work = useFreshWork();
  if (ways === null || ways.providers.length === 0) return null;
  const unlink = (id: string): void =>
    work.run(async () => {
      await whose.renew(() => api.unlink(id));
      read();
      onChanged();
    });
  const link = (provider: Provider): void =>
    work.run(() => goTo(commands, { provider: provider.id, purpose: "link" }));
  // A passkey is lost with the server's name, so it does not count.
  const isLast = ways.credentials.filter(({ kind }) => kind !== "passkey").length === 1;
  const lastWay = ways.credentials.length === 1 ? texts.lastWay : texts.lastBesidePasskeys;
  return (
    <section className="account-part" aria-label={texts.providers}>
      <h3>{texts.providers}</h3>
      <p className="hint">{texts.providersHint}</p>
      {work.stale ? (
        <LogInAgain why={texts.againForProviders} onDone={work.again} onCancel={work.clearError} />
      ) : (
        <ErrorBar error={work.error} onDismiss={work.clearError} />
      )}
      <ul className="account-rows">
        {ways.providers.map((provider) => {
          const linked = ways.credentials.filter((each) => each.provider === provider.id);
          const name = texts.providerName(provider.id, provider.name);
          return linked.length === 0 ? (
            <li key={provider.id}>
              <div>
                <strong>{name}</strong>
              </div>
              <button
                type="button"
                disabled={work.busy}
                aria-label={texts.linkNamed(name)}
                onClick={() => link(provider)}
              >
                {texts.link}
              </button>
            </li>
          ) : (
            linked.map(({ id, created_at }) => (
              <li key={id}>
                <div>
                  <strong>{name}</strong>
                  <p className="hint">
                    {isLast ? lastWay : texts.linkedSince(new Date(created_at))}
                  </p>
                </div>
                {!isLast && (
                  <button
                    type="button"
                    disabled={work.busy}
                    aria-label={texts.unlinkNamed(name)}
                    onClick={() => unlink(id)}
                  >
                    {texts.unlink}
                  </button>
                )}
              </li>
            ))
          );
        })}
      </ul>
    </section>
  );
}
