/**
 * Shown Markdown as other programs accept it: elements that all of them know, without any class,
 * script or address of this page, so that it looks right in a mail, a document or a table.
 */

const KEPT = new Set(
  "P H1 H2 H3 H4 H5 H6 UL OL LI BLOCKQUOTE TABLE THEAD TBODY TR TH TD STRONG EM DEL CODE SUB SUP KBD BR HR A".split(
    " ",
  ),
);
/** What belongs to the page and not to the text. */
const LEFT_OUT = "button, .code-head, .caret, .note-back, colgroup";
const TABLE = Object.entries({ border: "1", cellspacing: "0", cellpadding: "4" });
const ADDRESS = /^(?:https?|mailto):/i;

/** The HTML of the Markdown that is shown in `place`; throws while it is shown as plain text. */
export function richTextIn(place: Element | null): string {
  const shown = place?.querySelector(".markdown:not(.plain)");
  if (shown == null) throw new TypeError("the Markdown is shown as plain text");
  return richText(shown);
}

/** The HTML of the Markdown that `root` has in it. */
export function richText(root: Element): string {
  const { body } = document.implementation.createHTMLDocument("");
  copyChildren(root, body);
  const written = new XMLSerializer().serializeToString(body);
  return written.replace(/^<body[^>]*>|<\/body>$/g, "");
}

function copyChildren(from: Node, into: Element): void {
  for (const child of from.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) into.append(child.textContent ?? "");
    else if (child instanceof Element && !child.matches(LEFT_OUT)) copyElement(child, into);
  }
}

function copyElement(from: Element, into: Element): void {
  if (from.matches(".code")) into.append(codeOf(from));
  else if (from.matches(".math")) into.append(...formulasOf(from));
  else if (from instanceof HTMLInputElement) into.append(from.checked ? "☑" : "☐");
  else if (KEPT.has(from.tagName)) copyChildren(from, placeFor(from, into));
  // A frame around something: `into` has what is in it.
  else copyChildren(from, into);
}

/** Where the children of `from` go: into one of its kind, or on with the one it is a part of. */
function placeFor(from: Element, into: Element): Element {
  const before = into.lastElementChild;
  const goesOn = from.matches(".goes-on") || from.matches(".table-frame > * + * > table, tbody");
  if (goesOn && before !== null && before.tagName === from.tagName) return before;
  const made = into.ownerDocument.createElement(from.tagName);
  giveAttributes(from, made);
  into.append(made);
  return made;
}

function giveAttributes(from: Element, made: HTMLElement): void {
  const href = from.getAttribute("href") ?? "";
  if (ADDRESS.test(href)) made.setAttribute("href", href);
  const start = from.getAttribute("start");
  if (start !== null) made.setAttribute("start", start);
  const dir = from.getAttribute("dir");
  if (dir !== null) made.setAttribute("dir", dir);
  if (from instanceof HTMLTableElement) {
    // Without lines its cells run together in a document. By attributes: the browser would hold a
    // style against the rules of this page, and leave it out.
    for (const [name, value] of TABLE) made.setAttribute(name, value);
  }
  if (from instanceof HTMLTableCellElement && from.style.textAlign !== "") {
    made.setAttribute("align", from.style.textAlign);
  }
}

function codeOf(block: Element): Element {
  const made = document.createElement("pre");
  const code = document.createElement("code");
  const language = block.querySelector(".code-language")?.textContent ?? "";
  if (language !== "") code.className = `language-${language}`;
  code.textContent = block.querySelector("pre")?.textContent ?? "";
  made.append(code);
  return made;
}

/** MathML, which carries its source by name and not as a text that would be read with it. */
function formulasOf(place: Element): readonly Node[] {
  return [...place.querySelectorAll("math")].map((math) => {
    const copy = math.cloneNode(true) as Element;
    const source = copy.querySelector("annotation");
    if (source?.textContent) copy.setAttribute("alttext", source.textContent);
    source?.remove();
    return copy;
  });
}
