/**
 * Log-in, set-up and one-time links, and the menu and dialogs of who is logged in: one file, which is loaded
 * late, and only where people are.
 */

import type { ReactNode } from "react";
import { hasAccount } from "../person/me.ts";
import { useMe } from "../person/use-me.ts";
import { Late, useLate } from "../shared/late.ts";
import { lateDialog } from "../shared/late-dialog.tsx";

export const lateAccount = new Late(() => import("./all-account.ts"));

export const AccountDialog = lateDialog(lateAccount, (all) => all.AccountDialog);
export const PeopleDialog = lateDialog(lateAccount, (all) => all.PeopleDialog);

/** The settings' part about the account; nothing where this server logs nobody in. */
export function AccountSection(): ReactNode {
  const { loaded } = useLate(lateAccount, hasAccount(useMe()));
  return loaded !== null && <loaded.AccountSection />;
}
