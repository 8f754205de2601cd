/** The first account of a server that waits for it, made with the code that the server has printed. */

import { type FormEvent, type ReactNode, useState } from "react";
import type { Whose } from "../person/whose.ts";
import { faultOf } from "./account-errors.ts";
import { Card } from "./card.tsx";
import { LineField, NewPasswordField, Wrong } from "./form-parts.tsx";
import { useAccountTexts } from "./text/texts.ts";
import { typedIn, useEntering } from "./use-entering.ts";

export function SetUpForm({ whose }: { whose: Whose }): ReactNode {
  const texts = useAccountTexts();
  const { send, busy, error } = useEntering(whose, "here");
  const [fault, setFault] = useState<string | null>(null);
  const done = error?.code === "already_set_up";
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (done) {
      location.reload();
      return;
    }
    const typed = typedIn(event.currentTarget);
    const password = typed("new-password");
    const wrong = faultOf(texts, password);
    setFault(wrong);
    if (wrong === null)
      void send("/setup", { code: typed("code"), name: typed("username"), password });
  };
  return (
    <Card title={texts.setUp}>
      <p>{texts.setUpHint}</p>
      <form method="post" noValidate={done} onSubmit={onSubmit}>
        <LineField
          label={texts.code}
          hint={texts.codeHint}
          name="code"
          autoComplete="off"
          autoCapitalize="characters"
          maxLength={64}
          required
          autoFocus
        />
        <LineField
          label={texts.newName}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          maxLength={64}
          required
        />
        <NewPasswordField fault={fault} onChange={() => setFault(null)} />
        <Wrong error={error} />
        <button type="submit" className="primary" disabled={busy}>
          {done ? texts.toLogIn : texts.makeAccount}
        </button>
      </form>
    </Card>
  );
}
