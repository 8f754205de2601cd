/** The account of whoever is logged in: passkeys, the password, where they are logged in, and its end. */

import { type FormEvent, type ReactNode, useState } from "react";
import { asApiError } from "../../protocol/index.ts";
import { decodeMe } from "../person/me.ts";
import { returned } from "../person/returned.ts";
import { useMe, useWhose } from "../person/use-me.ts";
import type { Whose } from "../person/whose.ts";
import { Dialog } from "../shared/dialog.tsx";
import { ErrorBar } from "../shared/error-bar.tsx";
import { useWork } from "../shared/use-work.ts";
import { errorSentence, faultOf, isWrongCurrent, refusal } from "./account-errors.ts";
import { DeleteAccount } from "./delete-account.tsx";
import { HiddenName, NewPasswordField, PasswordField } from "./form-parts.tsx";
import { LinkedProviders } from "./linked-providers.tsx";
import { PasskeyList } from "./passkey-list.tsx";
import { hasPassword, useWays } from "./providers.ts";
import { SessionList } from "./session-list.tsx";
import { useAccountTexts } from "./text/texts.ts";
import { UsageToday } from "./usage-today.tsx";
import { typedIn } from "./use-entering.ts";

export function AccountDialog({ onClose }: { onClose: () => void }): ReactNode {
  const texts = useAccountTexts();
  const { account, role, mode } = useMe();
  /** Counts the changes that end sessions. */
  const [changes, setChanges] = useState(0);
  const own = useWays();
  const onChanged = (): void => setChanges(changes + 1);
  return (
    <Dialog title={texts.account} onClose={onClose}>
      <p className="hint">{texts.loggedInAs(account?.name ?? "", role)}</p>
      {mode === "proxy" ? (
        <p className="hint">{texts.byProxy}</p>
      ) : (
        <>
          <Returned />
          <SessionList changes={changes} />
          <PasskeyList
            onChanged={() => {
              own.read();
              onChanged();
            }}
          />
          <LinkedProviders {...own} onChanged={onChanged} />
          <ErrorBar error={own.error} onDismiss={own.clearError} />
          {hasPassword(own.ways) && <PasswordForm onChanged={onChanged} />}
        </>
      )}
      <UsageToday />
      <DeleteAccount withPassword={hasPassword(own.ways)} />
    </Dialog>
  );
}

/** What came of the way to a provider, from which the window is back. */
function Returned(): ReactNode {
  const texts = useAccountTexts();
  const word = returned();
  if (word === null || word === "done") return null;
  if (word === "linked") return <p role="status">{texts.linked}</p>;
  return (
    <p className="account-refused" role="alert">
      {refusal(texts, word)}
    </p>
  );
}

function PasswordForm({ onChanged }: { onChanged: () => void }): ReactNode {
  const texts = useAccountTexts();
  const whose = useWhose();
  const { run, busy, error, clearError } = useWork();
  const [fault, setFault] = useState<string | null>(null);
  const [done, setDone] = useState(false);
  const isWrong = isWrongCurrent(error);
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const typed = typedIn(form);
    const next = typed("new-password");
    const wrong = faultOf(texts, next);
    setFault(wrong);
    setDone(false);
    if (wrong !== null) return;
    const body = { current: typed("password"), new: next };
    void run(async () => {
      await changePassword(whose, body);
      form.reset();
      setDone(true);
      onChanged();
    });
  };
  return (
    <form className="account-part" method="post" onSubmit={onSubmit}>
      <h3>{texts.changePassword}</h3>
      <HiddenName name={whose.me?.account?.name ?? ""} />
      <PasswordField
        label={texts.currentPassword}
        name="password"
        autoComplete="current-password"
        hint={isWrong ? texts.wrongCurrent : undefined}
        wrong={isWrong}
        onChange={clearError}
      />
      <NewPasswordField fault={fault} onChange={() => setFault(null)} />
      <ErrorBar
        error={isWrong ? null : error}
        sentence={errorSentence(texts, error)}
        onDismiss={clearError}
      />
      <div className="dialog-foot">
        <button type="submit" className="primary" disabled={busy}>
          {texts.changePassword}
        </button>
      </div>
      <p className="hint" role="status">
        {done && texts.passwordChanged}
      </p>
    </form>
  );
}

/** Rejects if it fails; a session that has ended by then has the window left, whatever else is asked. */
async function changePassword(whose: Whose, body: object): Promise<void> {
  try {
    await whose.renew(() => whose.api.call("POST", "/me/password", decodeMe, {}, body));
  } catch (error) {
    if (asApiError(error).code === "unauthenticated") await whose.check();
    throw error;
  }
}
