/** All dialogs, loaded in one file: the address of each further one costs the page. */

import "./styles.css";

export { OpenDialog } from "./open-dialog.tsx";
export { OptionsDialog } from "./options-dialog.tsx";
