/**
 * What can be done with conversations, as the page opens it: loaded late, with its texts and styles,
 * and fetched once the page stands.
 */

import { Late } from "../shared/late.ts";
import { lateDialog } from "../shared/late-dialog.tsx";

export const lateActions = new Late(() => import("./all-actions.ts"));

export const ConversationMenu = lateDialog(lateActions, (all) => all.ConversationMenu);
export const TitleBox = lateDialog(lateActions, (all) => all.TitleBox);
export const SelectionBar = lateDialog(lateActions, (all) => all.SelectionBar);
