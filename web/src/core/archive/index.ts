/** Whole conversations, read, deleted and written as files. A folder of its own: the page loads it late. */

export { forEachOf, type OnProgress, removeAll } from "./all-conversations.ts";
export {
  conversationMarkdown,
  conversationsJson,
  type ExportedPicture,
  exportFileName,
} from "./export.ts";
export { exportAll } from "./export-all.ts";
