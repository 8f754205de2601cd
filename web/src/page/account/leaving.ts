/** The way out of this browser: after it nothing that a person has written is left here. */

import type { Whose } from "../person/whose.ts";
import { noteSettings } from "../storage.ts";

/**
 * Has the server end what this window is logged in by, by `work`, and have the browser forget everything.
 * Never resolves if that works: the window is left.
 */
export async function leaveForGood(whose: Whose, work: () => Promise<void>): Promise<void> {
  const keepSettings = noteSettings();
  await whose.leaveBy(async () => {
    await work();
    // What the reply has had the browser forget: `Clear-Site-Data` makes no exceptions.
    keepSettings();
  });
}
