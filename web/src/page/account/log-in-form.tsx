/**
 * The log-in: one form with a name and a password, as password managers know it. Where there are passkeys,
 * the browser offers them in the field of the name, and a button asks for one.
 */

import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { isLetIn, returned } from "../person/returned.ts";
import type { Whose } from "../person/whose.ts";
import { cookieLost, logInSentence, passkeySentence, refusal } from "./account-errors.ts";
import { Card } from "./card.tsx";
import { LineField, PasswordField, Wrong } from "./form-parts.tsx";
import { PasskeysElsewhere } from "./passkey-parts.tsx";
import { OrProviders } from "./provider-buttons.tsx";
import { offeredProviders } from "./providers.ts";
import { useAccountTexts } from "./text/texts.ts";
import { typedIn, useEntering } from "./use-entering.ts";
import { usePasskey } from "./use-passkey.ts";

export function LogInForm({ whose }: { whose: Whose }): ReactNode {
  const texts = useAccountTexts();
  const { send, busy, error } = useEntering(whose, "here");
  /** Whether a passkey was tried last: what went wrong means something else then. */
  const [byPasskey, setByPasskey] = useState(false);
  const enterBy = (signed: object | (() => Promise<object>)): void => {
    setByPasskey(true);
    void send("/login/passkey", signed);
  };
  const { offered, sign } = usePasskey(whose, { again: false, onFilledIn: enterBy });
  const form = useRef<HTMLFormElement>(null);
  const name = whose.me?.account?.name ?? "";
  useEffect(() => fieldIn(form.current, name === "" ? "username" : "password")?.focus(), [name]);
  useEffect(() => {
    if (byPasskey || logInSentence(texts, error) !== texts.wrongPassword) return;
    // A wrong one is typed again, not mended.
    const field = fieldIn(form.current, "password");
    field?.focus();
    field?.select();
  }, [texts, error, byPasskey]);
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const typed = typedIn(event.currentTarget);
    setByPasskey(false);
    void send("/login", { name: typed("username"), password: typed("password") });
  };
  return (
    <Card title={texts.logIn}>
      {name !== "" && <p>{texts.again(name)}</p>}
      {error === null && <Refused />}
      <form ref={form} method="post" onSubmit={onSubmit}>
        <LineField
          label={texts.name}
          name="username"
          autoComplete="username webauthn"
          autoCapitalize="none"
          defaultValue={name}
          maxLength={255}
          required
        />
        <PasswordField name="password" autoComplete="current-password" />
        <Wrong error={error} say={byPasskey ? passkeySentence : logInSentence} />
        <button type="submit" className="primary" disabled={busy}>
          {busy ? texts.loggingIn : texts.logIn}
        </button>
        {offered && (
          <button type="button" className="passkey" disabled={busy} onClick={() => enterBy(sign)}>
            {texts.logInByPasskey}
          </button>
        )}
        <p>{texts.forgotten}</p>
        <PasskeysElsewhere />
      </form>
      <OrProviders
        api={whose.api}
        providers={offeredProviders()}
        wish={() => ({ purpose: "log_in" })}
      />
    </Card>
  );
}

/** Why a provider's log-in, from which the window is back, has let nobody in. */
function Refused(): ReactNode {
  const texts = useAccountTexts();
  const word = returned();
  if (word === null) return null;
  if (isLetIn()) return <Wrong error={cookieLost()} />;
  return (
    <p className="entrance-wrong" role="alert">
      {refusal(texts, word)}
    </p>
  );
}

function fieldIn(form: HTMLFormElement | null, name: string): HTMLInputElement | null {
  return form?.querySelector<HTMLInputElement>(`[name=${name}]`) ?? null;
}
