/** References to footnotes, and notes that stand inside of other blocks, as elements. */

import type { Element } from "hast";
import type { FootnoteDefinition, FootnoteReference } from "mdast";
import type { Options } from "mdast-util-to-hast";
import { noteNumber } from "./note-block.ts";

export const noteHandlers: NonNullable<Options["handlers"]> = {
  footnoteReference(state, node: FootnoteReference): Element {
    const note = state.footnoteById.get(node.identifier.toUpperCase());
    const number = note === undefined ? null : numberOf(note);
    const text = { type: "text" as const, value: number || (node.label ?? node.identifier) };
    if (!number) return element("sup", [text]);
    return element("sup", [{ ...element("a", [text]), properties: { dataNote: number } }]);
  },
  footnoteDefinition(state, node: FootnoteDefinition): Element | undefined {
    if (numberOf(node) !== null) return;
    const label = element("sup", [{ type: "text", value: node.label ?? node.identifier }]);
    return element("div", [label, ...(state.all(node) as Element["children"])]);
  },
};

function numberOf(note: FootnoteDefinition): string | null {
  const [paragraph] = note.children;
  const first = paragraph?.type === "paragraph" ? paragraph.children[0] : undefined;
  return first?.type === "text" ? noteNumber(first.value) : null;
}

function element(tagName: string, children: Element["children"]): Element {
  return { type: "element", tagName, properties: {}, children };
}
