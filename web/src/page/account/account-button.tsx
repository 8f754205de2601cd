/** Who is logged in, and the way to what they can do about it. */

import { type ReactNode, useState } from "react";
import { hasAccount } from "../person/me.ts";
import { useMe } from "../person/use-me.ts";
import { useLate } from "../shared/late.ts";
import { useTexts } from "../text/texts.tsx";
import type { AccountWay } from "./account-menu.tsx";
import { lateAccount } from "./late-account.ts";

/** Nothing where this server logs nobody in. */
export function AccountButton({ onWay }: { onWay: (way: AccountWay) => void }): ReactNode {
  const me = useMe();
  const { accountOf } = useTexts();
  const { account } = me;
  const [button, setButton] = useState<HTMLElement | null>(null);
  const { loaded } = useLate(lateAccount, hasAccount(me));
  if (account === null || !hasAccount(me)) return null;
  return (
    <>
      <button
        type="button"
        className="settings-button account-button"
        aria-haspopup="menu"
        aria-label={accountOf(account.name)}
        onClick={(event) => setButton(event.currentTarget)}
      >
        <span className="account-sign" aria-hidden="true">
          {[...account.name][0]}
        </span>
        <span className="account-name" dir="auto">
          {account.name}
        </span>
      </button>
      {button !== null && loaded && (
        <loaded.AccountMenu button={button} onWay={onWay} onClose={() => setButton(null)} />
      )}
    </>
  );
}
