/** The exhibit, loaded when it is shown, for those who show it. */

import { Late } from "../shared/late.ts";

export const lateExhibit = new Late(() => import("./exhibit-dialog.tsx"));
