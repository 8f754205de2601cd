/** What a page needs of a text before its Markdown can be read: nothing here knows a parser. */

export { CopyButton, type CopyProps, SIGNS } from "./copy-button.tsx";
export { scriptClass } from "./script.ts";

/** The HTML of the Markdown that is shown in `place`; rejects while it is shown as plain text. */
export async function richTextIn(place: Element | null): Promise<string> {
  return (await import("./rich-text.ts")).richTextIn(place);
}

/** The HTML of the part of it that is in `root`. */
export async function richTextOf(root: Element): Promise<string> {
  return (await import("./rich-text.ts")).richText(root);
}
