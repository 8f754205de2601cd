/** The end of one's own account: asked for by its name and the password, as nothing undoes it. */

import { type FormEvent, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { accountsApi } from "../../core/accounts/index.ts";
import { useClient } from "../../react/index.ts";
import { useMe, useWhose } from "../person/use-me.ts";
import { ErrorBar } from "../shared/error-bar.tsx";
import { useWork } from "../shared/use-work.ts";
import { keepNoSettings } from "../storage.ts";
import { useTexts } from "../text/texts.tsx";
import { removalSentence } from "./account-errors.ts";
import { LineField, PasswordField } from "./form-parts.tsx";
import { leaveForGood } from "./leaving.ts";
import { LogInAgain } from "./log-in-again.tsx";
import { useAccountTexts } from "./text/texts.ts";
import { typedIn } from "./use-entering.ts";

/** `withPassword`: whether the person has one; else they have to have logged in a moment ago. */
export function DeleteAccount({ withPassword }: { withPassword: boolean }): ReactNode {
  const texts = useAccountTexts();
  const [open, setOpen] = useState(false);
  return (
    <section className="account-part" aria-label={texts.deleteAccount}>
      <h3>{texts.deleteAccount}</h3>
      <p className="hint">{texts.deleteHint}</p>
      {open ? (
        <DeletionForm withPassword={withPassword} onCancel={() => setOpen(false)} />
      ) : (
        <div className="dialog-foot near">
          <button type="button" className="danger" onClick={() => setOpen(true)}>
            {texts.deleteMine}
          </button>
        </div>
      )}
    </section>
  );
}

interface DeletionProps {
  withPassword: boolean;
  onCancel: () => void;
}

function DeletionForm({ withPassword, onCancel }: DeletionProps): ReactNode {
  const texts = useAccountTexts();
  const { cancel } = useTexts();
  const name = useMe().account?.name ?? "";
  const whose = useWhose();
  const { run, busy, error, clearError } = useWork();
  const [fits, setFits] = useState(false);
  const { api: commands } = useClient();
  const api = useMemo(() => accountsApi(commands), [commands]);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.scrollIntoView({ block: "nearest" });
    form.current?.querySelector<HTMLInputElement>("[name=account-name]")?.focus();
  }, []);
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const typed = typedIn(event.currentTarget);
    const work = async (): Promise<void> => {
      await api.removeOwn(typed("account-name"), typed("password"));
      keepNoSettings();
    };
    void run(() => leaveForGood(whose, work));
  };
  if (error?.code === "stale_login")
    return <LogInAgain why={texts.againForDeletion} onDone={clearError} onCancel={onCancel} />;
  return (
    <form ref={form} className="link-once" method="post" onSubmit={onSubmit}>
      <LineField
        label={texts.typeName(name)}
        name="account-name"
        autoComplete="off"
        autoCapitalize="none"
        required
        onChange={(event) => {
          clearError();
          setFits(isName(event.target.value, name));
        }}
      />
      {withPassword && (
        <PasswordField
          label={texts.yourPassword}
          name="password"
          autoComplete="current-password"
          onChange={clearError}
        />
      )}
      <ErrorBar error={error} sentence={removalSentence(texts, error)} onDismiss={clearError} />
      <div className="dialog-foot near">
        <button type="button" onClick={onCancel}>
          {cancel}
        </button>
        <button type="submit" className="danger" disabled={busy || !fits}>
          {texts.deleteSure}
        </button>
      </div>
    </form>
  );
}

/** Whether a name was typed, as the server compares it. */
export function isName(typed: string, name: string): boolean {
  const folded = (text: string): string => text.trim().normalize("NFKC").toLowerCase();
  return folded(typed) === folded(name);
}
