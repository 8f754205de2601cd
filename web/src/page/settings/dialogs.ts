/** The dialogs of the page, each in a file of its own that is fetched once the page stands. */

import { lazyDialog } from "../shared/lazy-dialog.tsx";

export const SettingsDialog = lazyDialog(async () => {
  return (await import("./settings-dialog.tsx")).SettingsDialog;
});
export const OptionsDialog = lazyDialog(async () => {
  return (await import("./options-dialog.tsx")).OptionsDialog;
});
export const ShortcutsDialog = lazyDialog(async () => {
  return (await import("./shortcuts-dialog.tsx")).ShortcutsDialog;
});

/** Fetches them all, for a page whose server may be gone when one is wanted. */
export function preloadDialogs(): void {
  for (const dialog of [SettingsDialog, OptionsDialog, ShortcutsDialog]) dialog.preload();
}
