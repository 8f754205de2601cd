/** The settings' part about the account, which leads to its dialogs. */

import { type ReactNode, useState } from "react";
import { hasAccount } from "../person/me.ts";
import { useMe } from "../person/use-me.ts";
import { AccountDialog } from "./account-dialog.tsx";
import type { AccountWay } from "./account-menu.tsx";
import { PeopleDialog } from "./people-dialog.tsx";
import { useAccountTexts } from "./text/texts.ts";
import { TokensDialog } from "./tokens-dialog.tsx";

/** Nothing where this server logs nobody in. */
export function AccountSection(): ReactNode {
  const texts = useAccountTexts();
  const me = useMe();
  const { account, role, mode } = me;
  const [open, setOpen] = useState<AccountWay | "tokens" | null>(null);
  if (account === null || !hasAccount(me)) return null;
  const close = (): void => setOpen(null);
  return (
    <>
      <fieldset className="choice">
        <legend>{texts.account}</legend>
        <p className="hint">{texts.loggedInAs(account.name, role)}</p>
        <div className="dialog-foot near">
          <button type="button" onClick={() => setOpen("account")}>
            {mode === "proxy" ? texts.account : texts.passwordAndSessions}
          </button>
          <button type="button" onClick={() => setOpen("tokens")}>
            {texts.tokens.title}
          </button>
          {role === "admin" && (
            <button type="button" onClick={() => setOpen("people")}>
              {texts.people}
            </button>
          )}
        </div>
      </fieldset>
      {/* Beside it: a choice's fields have a look of their own. */}
      {open === "account" && <AccountDialog onClose={close} />}
      {open === "tokens" && <TokensDialog onClose={close} />}
      {open === "people" && <PeopleDialog onClose={close} />}
    </>
  );
}
