/** What other rooms open of this one: its dialogs, and its part of the settings. */

import type { ReactNode } from "react";
import { hasAccount } from "../person/me.ts";
import { useMe } from "../person/use-me.ts";
import { useLate } from "../shared/late.ts";
import { lateDialog } from "../shared/late-dialog.tsx";
import { lateAccount } from "./late-account.ts";

export const AccountDialog = lateDialog(lateAccount, (all) => all.AccountDialog);
export const PeopleDialog = lateDialog(lateAccount, (all) => all.PeopleDialog);

/** The settings' part about the account; nothing where this server logs nobody in. */
export function AccountSection(): ReactNode {
  const { loaded } = useLate(lateAccount, hasAccount(useMe()));
  return loaded !== null && <loaded.AccountSection />;
}
