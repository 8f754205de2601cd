/** All dialogs, loaded in one file: the address of each further one costs the page. */

import "./styles.css";

export { OptionsDialog } from "./options-dialog.tsx";
export { SettingsDialog } from "./settings-dialog.tsx";
export { ShortcutsDialog } from "./shortcuts-dialog.tsx";
