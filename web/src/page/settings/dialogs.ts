/**
 * The dialogs of settings, options and shortcuts as the page opens them: each is loaded late, with
 * its texts and styles, and fetched once the page stands.
 */

import { Late } from "../shared/late.ts";
import { lateDialog } from "../shared/late-dialog.tsx";

const settings = new Late(async () => (await import("./settings-dialog.tsx")).SettingsDialog);
const options = new Late(async () => (await import("./options-dialog.tsx")).OptionsDialog);
const shortcuts = new Late(async () => (await import("./shortcuts-dialog.tsx")).ShortcutsDialog);

export const SettingsDialog = lateDialog(settings);
export const OptionsDialog = lateDialog(options);
export const ShortcutsDialog = lateDialog(shortcuts);

/** Fetches them all, for a page whose server may be gone when one is wanted. */
export function preloadDialogs(): void {
  for (const late of [settings, options, shortcuts]) late.begin();
}
