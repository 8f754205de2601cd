/** The question whose pictures are to be read as text, as its model sees none; null for none. */

import { Store } from "../../core/index.ts";

export const readInstead = new Store<string | null>(null);
