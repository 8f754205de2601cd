/** What is loaded late of this room, as one file. */

import "./styles.css";

export { AccountDialog } from "./account-dialog.tsx";
export { AccountMenu } from "./account-menu.tsx";
export { AccountSection } from "./account-section.tsx";
export { Entrance } from "./entrance.tsx";
export { PeopleDialog } from "./people-dialog.tsx";
