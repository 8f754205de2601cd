/**
 * Log-in, set-up and one-time links, and the menu and dialogs of who is logged in: one file, which is loaded
 * late, and only where people are.
 */

import { Late } from "../shared/late.ts";

export const lateAccount = new Late(() => import("./all-account.ts"));
