/** The definitions of links and notes that a piece refers to: it is parsed again only for those. */

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
  if (last.definitions !== definitions) last = { definitions, byLabel: byLabel(definitions) };
  const labels = new Set([...source.matchAll(LABEL)].map((match) => normal(match[1] ?? "")));
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
