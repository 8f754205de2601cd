/** All that is loaded late of this room, in one file: the address of each further one costs the page. */

import "./styles.css";

export { AssistantsPage } from "../assistants/assistants-page.tsx";
export { ConversationMenu } from "./conversation-menu.tsx";
export { inHeldOrder } from "./held-order.ts";
export { onListKey } from "./list-keys.ts";
export { OpeningTools } from "./opening-tools.tsx";
export { SelectionBar } from "./selection-bar.tsx";
export { ShareButton } from "./share-button.tsx";
export { TitleBox } from "./title-box.tsx";
export { TitleMenu } from "./title-menu.tsx";
export { UndoToast } from "./undo-toast.tsx";
