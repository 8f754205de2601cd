/** Takes out of the tree what was parsed only so that a part is read as what it is. */

import type { Element, Root, RootContent } from "hast";
import { addClass } from "./dress.ts";
import { STUB } from "./long-list.ts";

/** Marks the items that began in an earlier part, which have no marker here. Changes `tree`. */
export function dropStubs(tree: Root): void {
  let place: Root | Element = tree;
  for (;;) {
    const item: Element | undefined = firstElement(firstElement(place));
    const stub = item?.children.findIndex(isStub) ?? -1;
    if (item === undefined || stub < 0) return;
    item.children.splice(stub, 1);
    addClass(item, "goes-on");
    place = item;
  }
}

/** Says that the block goes on with the one before. Changes `tree`. */
export function markGoesOn(tree: Root): void {
  const first = firstElement(tree);
  if (first !== undefined) addClass(first, "goes-on");
}

/** The children of the table in `tree`, without its heading if it has been shown already. */
export function rowsOf(tree: Root, first: boolean): Root {
  const table = firstElement(tree);
  if (table?.tagName !== "table") return tree;
  const parts = table.children.filter(
    (child) => child.type === "element" && (first || child.tagName !== "thead"),
  );
  return { type: "root", children: parts };
}

function firstElement(parent: Root | Element | undefined): Element | undefined {
  return (parent?.children as RootContent[] | undefined)?.find((child) => child.type === "element");
}

function isStub(node: RootContent): boolean {
  if (node.type === "text") return node.value.trim() === STUB;
  return node.type === "element" && node.tagName === "p" && node.children.some(isStub);
}
