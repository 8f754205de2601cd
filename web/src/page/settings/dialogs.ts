/**
 * The dialogs of settings, options and shortcuts as the page opens them: they are loaded late, with
 * their texts and styles, and fetched once the page stands.
 */

import { Late } from "../shared/late.ts";
import { lateDialog } from "../shared/late-dialog.tsx";

export const lateDialogs = new Late(() => import("./all-dialogs.ts"));

export const OpenDialog = lateDialog(lateDialogs, (all) => all.OpenDialog);
export const OptionsDialog = lateDialog(lateDialogs, (all) => all.OptionsDialog);
