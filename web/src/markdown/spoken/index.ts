/**
 * Shown Markdown as it is read aloud: without code, and without what belongs to the page. A folder of
 * its own, without parsers: the page loads it with the voices.
 */

const LEFT_OUT = ".code, button, .caret, .note-back, annotation";
const BLOCKS = "p, li, h1, h2, h3, h4, h5, h6, tr, blockquote";

/** The words of the Markdown in `place`, each block a line; of a table the cells. */
export function spokenText(place: Element | null): string {
  const copy = place?.querySelector(".markdown")?.cloneNode(true) as Element | undefined;
  if (copy === undefined) return "";
  for (const each of copy.querySelectorAll(LEFT_OUT)) each.remove();
  for (const each of copy.querySelectorAll(BLOCKS)) each.append("\n");
  for (const each of copy.querySelectorAll("td, th")) each.append(", ");
  return (copy.textContent ?? "").trim();
}
