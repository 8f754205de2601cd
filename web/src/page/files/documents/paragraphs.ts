/**
 * Paragraphs, headings, lists and tables as plain text with the signs of Markdown, from the XML of a
 * word processor. Word and Hangul call their elements alike, but for their name spaces.
 */

import { attributeOf, readXml, type XmlToken } from "./xml.ts";

/** What is there twice, or is not to be read. */
const SKIPPED = new Set(["Fallback", "delText", "instrText", "del", "secPr", "ctrl", "fieldBegin"]);

/** The text of a part of a document. @throws RangeError if it is damaged */
export function textOfParagraphs(xml: string): string {
  const reader = new ParagraphReader();
  for (const token of readXml(xml)) reader.take(token);
  return reader.text;
}

interface Table {
  readonly rows: string[][];
}

class ParagraphReader {
  text = "";
  #line = "";
  #mark = "";
  #inText = false;
  /** How deep it is inside of what is skipped. */
  #skipped = 0;
  readonly #tables: Table[] = [];

  take(token: XmlToken): void {
    if (token.kind === "text") {
      if (this.#inText && this.#skipped === 0) this.#line += token.text;
    } else if (SKIPPED.has(token.name)) {
      if (token.kind === "close") this.#skipped -= 1;
      else if (!token.closed) this.#skipped += 1;
    } else if (this.#skipped > 0) return;
    else if (token.kind === "open") this.#open(token);
    else this.#close(token.name);
  }

  #open({ name, attributes, closed }: Extract<XmlToken, { kind: "open" }>): void {
    if (name === "t" && !closed) this.#inText = true;
    else if (name === "tab" && !attributes.includes("pos")) this.#line += "\t";
    else if (name === "br" || name === "cr" || name === "lineBreak") this.#line += "\n";
    else if (name === "noBreakHyphen") this.#line += "-";
    else if (name === "numPr") this.#mark ||= "- ";
    else if (name === "pStyle") {
      const level = /^heading ?([1-6])$/i.exec(attributeOf(attributes, "val"))?.[1];
      if (level !== undefined) this.#mark = `${"#".repeat(Number(level))} `;
    } else if (name === "tbl") {
      this.#endLine();
      this.#tables.push({ rows: [] });
    } else if (name === "tr") this.#tables.at(-1)?.rows.push([]);
    else if (name === "tc") this.#tables.at(-1)?.rows.at(-1)?.push("");
  }

  #close(name: string): void {
    if (name === "t") this.#inText = false;
    else if (name === "p") this.#endLine();
    else if (name === "tbl") {
      const table = this.#tables.pop();
      if (table !== undefined) this.#write(tableText(table));
    }
  }

  #endLine(): void {
    const line = this.#line.trim() === "" ? "" : this.#mark + this.#line.trimEnd();
    this.#line = "";
    this.#mark = "";
    this.#write(line);
  }

  /** Puts a paragraph into the cell that is open, else below the one before it. */
  #write(paragraph: string): void {
    const row = this.#tables.at(-1)?.rows.at(-1);
    if (row === undefined || row.length === 0) {
      this.text += `${paragraph}\n`;
      return;
    }
    const cell = row.length - 1;
    row[cell] = `${row[cell] ?? ""} ${paragraph.replace(/\s+/g, " ")}`.trim();
  }
}

/** A table in Markdown, whose first row is its head. */
function tableText({ rows }: Table): string {
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (width === 0) return "";
  // A table of one cell is a frame around text.
  if (width === 1 && rows.length === 1) return rows[0]?.[0] ?? "";
  const lines = rows.map((row) => {
    const cells = Array.from({ length: width }, (_, at) => (row[at] ?? "").replaceAll("|", "\\|"));
    return `| ${cells.join(" | ")} |`;
  });
  lines.splice(1, 0, `|${" --- |".repeat(width)}`);
  return `\n${lines.join("\n")}\n`;
}
