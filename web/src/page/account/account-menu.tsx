/** The menu of whoever is logged in: who that is, their account, the people they manage, and log-out. */

import { type ReactNode, useCallback, useEffect, useState } from "react";
import { useMe, useWhose } from "../person/use-me.ts";
import type { Whose } from "../person/whose.ts";
import { Dialog } from "../shared/dialog.tsx";
import { ErrorBar } from "../shared/error-bar.tsx";
import { DRAWINGS } from "../shared/late-icons.ts";
import { Menu } from "../shared/menu.tsx";
import { useWork } from "../shared/use-work.ts";
import { keepsUnsent } from "../storage.ts";
import { useTexts } from "../text/texts.tsx";
import { leaveForGood } from "./leaving.ts";
import { useAccountTexts } from "./text/texts.ts";

/** A dialog that the menu leads to. */
export type AccountWay = "account" | "people";

interface MenuProps {
  /** What it opens at. */
  button: HTMLElement;
  onWay: (way: AccountWay) => void;
  onClose: () => void;
}

export function AccountMenu({ button, onWay, onClose }: MenuProps): ReactNode {
  const texts = useAccountTexts();
  const { accountOf } = useTexts();
  const { account, role, mode, logoutUrl } = useMe();
  const [leaving, setLeaving] = useState(false);
  if (leaving) return <LogOut onClose={onClose} />;
  const to = (way: AccountWay): void => {
    onClose();
    onWay(way);
  };
  const name = account?.name ?? "";
  return (
    <Menu button={button} label={accountOf(name)} onClose={onClose}>
      <p className="menu-about" role="presentation">
        <span dir="auto">{name}</span> · {texts.roles[role]}
      </p>
      <Menu.Entry icon={DRAWINGS.person} label={texts.account} onChoose={() => to("account")} />
      {role === "admin" && (
        <Menu.Entry icon={DRAWINGS.people} label={texts.people} onChoose={() => to("people")} />
      )}
      {(mode === "accounts" || logoutUrl !== undefined) && (
        <>
          <hr />
          <Menu.Entry icon={DRAWINGS.door} label={texts.logOut} onChoose={() => setLeaving(true)} />
        </>
      )}
    </Menu>
  );
}

/** Logs out, at once unless something would be lost by it. */
function LogOut({ onClose }: Pick<MenuProps, "onClose">): ReactNode {
  const texts = useAccountTexts();
  const { cancel } = useTexts();
  const whose = useWhose();
  const { run, busy, error, clearError } = useWork();
  const asks = useUnsent(whose);
  const leave = useCallback((): void => void run(() => logOut(whose)), [run, whose]);
  useEffect(() => {
    if (asks === false) leave();
  }, [asks, leave]);
  const waits = busy || asks === null;
  return (
    <Dialog title={texts.logOut} onClose={onClose}>
      <p className="hint" role="status">
        {waits ? texts.loggingOut : asks && texts.logOutQuestion}
      </p>
      <ErrorBar error={error} onDismiss={clearError} />
      <div className="dialog-foot">
        <button type="button" disabled={waits} onClick={onClose}>
          {cancel}
        </button>
        <button type="button" className="primary" disabled={waits} onClick={leave}>
          {texts.logOut}
        </button>
      </div>
    </Dialog>
  );
}

/** Whether this browser has what would be lost, in whichever window; null until that is known. */
function useUnsent(whose: Whose): boolean | null {
  const [found, setFound] = useState<boolean | null>(() => keepsUnsent() || null);
  useEffect(() => {
    if (found === null) void whose.unsentElsewhere().then(setFound);
  }, [found, whose]);
  return found;
}

/** Never resolves if it works: the window is left. */
async function logOut(whose: Whose): Promise<void> {
  const away = whose.me?.logoutUrl;
  await whose.doLast();
  await leaveForGood(whose, () => whose.api.call("POST", "/logout", () => undefined));
  // In the place of the page's root, to which a window goes that is left: the proxy knows them still.
  if (away !== undefined) location.replace(away);
}
