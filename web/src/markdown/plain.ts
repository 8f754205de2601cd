/** What a page needs of a text before its Markdown can be read: nothing here knows a parser. */

export { CopyButton, type CopyProps, SIGNS } from "./copy-button.tsx";
export { scriptClass } from "./script.ts";
