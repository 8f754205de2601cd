/** What is loaded late of this room, as one file. */

import "./styles.css";

export { SharedPage } from "./shared-page.tsx";
