/** The small form in place for what asks a person to have logged in a moment ago. */

import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useClient } from "../../react/index.ts";
import { decodeMe } from "../person/me.ts";
import { useWhose } from "../person/use-me.ts";
import { useWork } from "../shared/use-work.ts";
import { useTexts } from "../text/texts.tsx";
import { logInSentence, passkeySentence } from "./account-errors.ts";
import { HiddenName, PasswordField, Wrong } from "./form-parts.tsx";
import { ProviderButtons } from "./provider-buttons.tsx";
import { hasPassword, linkedProviders, useWays } from "./providers.ts";
import { useAccountTexts } from "./text/texts.ts";
import { typedIn } from "./use-entering.ts";
import { usePasskey } from "./use-passkey.ts";

interface AgainProps {
  /** What it is asked for. */
  why: string;
  onDone: () => void;
  onCancel: () => void;
}

export function LogInAgain({ why, onDone, onCancel }: AgainProps): ReactNode {
  const texts = useAccountTexts();
  const { cancel } = useTexts();
  const whose = useWhose();
  const { api: commands } = useClient();
  const { run, busy, error } = useWork();
  const form = useRef<HTMLFormElement>(null);
  const name = whose.me?.account?.name ?? "";
  const { ways, error: unknown } = useWays();
  const types = hasPassword(ways);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once it is known what is in the form
  useEffect(() => {
    form.current?.scrollIntoView({ block: "nearest" });
    form.current?.querySelector<HTMLInputElement>("[name=password]")?.focus();
  }, [ways]);
  /** As in the log-in. */
  const [byPasskey, setByPasskey] = useState(false);
  const { offered, sign } = usePasskey(whose, { again: true });
  const enter = (path: string, body: () => Promise<object>): void =>
    void run(async () => {
      const given = await body();
      await whose.renew(() => whose.api.call("POST", path, decodeMe, {}, given));
      onDone();
    });
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const body = { name, password: typedIn(event.currentTarget)("password") };
    setByPasskey(false);
    enter("/login", async () => body);
  };
  return (
    <form ref={form} className="link-once" method="post" onSubmit={onSubmit}>
      <p role="status">{why}</p>
      {types && (
        <>
          <HiddenName name={name} />
          <PasswordField
            label={texts.yourPassword}
            name="password"
            autoComplete="current-password"
          />
        </>
      )}
      <Wrong error={error} say={byPasskey ? passkeySentence : logInSentence} />
      <Wrong error={unknown} />
      {ways !== null && (
        <ProviderButtons
          api={commands}
          providers={linkedProviders(ways)}
          wish={() => ({ purpose: "again" })}
        />
      )}
      <div className="dialog-foot near">
        <button type="button" onClick={onCancel}>
          {cancel}
        </button>
        {offered && (
          <button
            type="button"
            disabled={busy}
            onClick={() => {
              setByPasskey(true);
              enter("/login/passkey", sign);
            }}
          >
            {texts.byPasskey}
          </button>
        )}
        {types && (
          <button type="submit" className="primary" disabled={busy}>
            {texts.logIn}
          </button>
        )}
      </div>
    </form>
  );
}
