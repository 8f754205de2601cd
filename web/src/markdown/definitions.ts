/**
 * The definitions of links and notes that a piece refers to: it is parsed again only for those, and
 * a section is looked through again only for those of its pieces.
 */

import type { AnyBlock } from "./lexing.ts";

type Section = readonly (AnyBlock | readonly AnyBlock[])[];

/** A bracket that may refer to a definition: nothing that follows says where it leads. */
const REFERENCE = /\](?!\()/;
/** What stands between brackets that hold no others. */
const LABEL = /\[((?:\\.|[^\\[\]])+)\]/g;
const DEFINED = /^ {0,3}\[((?:\\.|[^\\[\]])+)\]:/;

/** The definitions of the text that was asked for last, by their labels. */
let last = { definitions: "", byLabel: new Map<string, string>() };

/** Those of `definitions` that `source` needs, a blank line behind each. */
export function definitionsFor(source: string, definitions: string): string {
  if (definitions === "" || !REFERENCE.test(source)) return "";
  return definitionsOf(labelsIn(source), definitions);
}

/** What each section needed last. */
const needs = new WeakMap<
  Section,
  { labels: ReadonlySet<string>; definitions: string; found: string }
>();

/** Those of `definitions` that a section needs which is full, and so stays the same object. */
export function definitionsForSection(section: Section, definitions: string): string {
  const known = needs.get(section);
  if (known?.definitions === definitions) return known.found;
  const labels = known?.labels ?? labelsIn(section.flat().map(sourceOf).join("\n"));
  const found = definitionsOf(labels, definitions);
  needs.set(section, { labels, definitions, found });
  return found;
}

function sourceOf(block: AnyBlock): string {
  if (block.kind === "code") return "";
  return (block.kind === "table" ? block.header : "") + block.pieces.join("");
}

function labelsIn(source: string): ReadonlySet<string> {
  return new Set([...source.matchAll(LABEL)].map((match) => normal(match[1] ?? "")));
}

function definitionsOf(labels: ReadonlySet<string>, definitions: string): string {
  if (last.definitions !== definitions) last = { definitions, byLabel: byLabel(definitions) };
  const found = [...labels].map((label) => last.byLabel.get(label));
  return found.filter((each) => each !== undefined).join("");
}

/** Of two definitions of a label the first one counts. */
function byLabel(definitions: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const definition of definitions.split(/\n(?= {0,3}\[)/)) {
    const label = normal(DEFINED.exec(definition)?.[1] ?? "");
    if (label !== "" && !found.has(label)) found.set(label, `${definition.trimEnd()}\n\n`);
  }
  return found;
}

function normal(label: string): string {
  return label.trim().replace(/\s+/g, " ").toLowerCase().toUpperCase();
}
