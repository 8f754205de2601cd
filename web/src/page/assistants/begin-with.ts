/** The assistant with which a new chat is to begin, wherever on the page it was chosen; taken at once. */

import { Store } from "../../core/index.ts";
import type { Assistant } from "../../protocol/index.ts";

export const beginWith = new Store<Assistant | null>(null);
