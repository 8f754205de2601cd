/** A button for each provider by which somebody may log in. */

import type { ReactNode } from "react";
import type { Provider, SignInWish } from "../../core/accounts/index.ts";
import type { ApiClient } from "../../core/index.ts";
import { useWork } from "../shared/use-work.ts";
import { Wrong } from "./form-parts.tsx";
import { goTo } from "./providers.ts";
import { useAccountTexts } from "./text/texts.ts";

interface ButtonsProps {
  api: Pick<ApiClient, "call">;
  providers: readonly Provider[];
  /** What the log-in is for; null: it cannot be begun yet, and the person sees why. */
  wish: () => Omit<SignInWish, "provider"> | null;
}

export function ProviderButtons({ api, providers, wish }: ButtonsProps): ReactNode {
  const texts = useAccountTexts();
  const { run, busy, error } = useWork();
  const go = (provider: string): void => {
    const wanted = wish();
    if (wanted !== null) void run(() => goTo(api, { ...wanted, provider }));
  };
  if (providers.length === 0) return null;
  return (
    <div className="entrance-providers">
      {providers.map(({ id, name }) => (
        <button key={id} type="button" disabled={busy} onClick={() => go(id)}>
          {texts.continueWith(id, name)}
        </button>
      ))}
      <Wrong error={error} />
    </div>
  );
}

/** The same below a form for a password. */
export function OrProviders(props: ButtonsProps): ReactNode {
  const { or } = useAccountTexts();
  if (props.providers.length === 0) return null;
  return (
    <>
      <p className="entrance-or">{or}</p>
      <ProviderButtons {...props} />
    </>
  );
}
