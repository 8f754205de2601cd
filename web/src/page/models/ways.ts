/** The ways to more models, each a dialog, and which of them is open: any place of the page opens one. */

import { Store } from "../../core/index.ts";

export type Way = "connect" | "download";

/** The dialog that is open above the conversation; null if none is. */
export const openWay = new Store<Way | null>(null);
