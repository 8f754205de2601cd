/** The arguments of a call as people read them: JSON with a line for each field. Pure. */

/** Longer ones would hold up a page for longer than a blink. */
const MOST_CHARS = 400_000;
/** From here on a line would be little but the space before it. */
const MOST_LEVELS = 40;
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]|[^\s"{}[\]:,]+/g;
const OPENS: ReadonlySet<string> = new Set(["{", "["]);

/**
 * The text with lines and spaces between its tokens; as it is where it is no JSON, very long or very deep. Numbers
 * keep their digits and fields their order, which parsing into values would lose; escaped letters become letters.
 */
export function readableArguments(text: string): string {
  if (text.length > MOST_CHARS) return text;
  try {
    JSON.parse(text);
    return inLines(text.matchAll(TOKEN)) ?? text;
  } catch {
    return text;
  }
}

/** null: its levels are too many. */
function inLines(tokens: Iterable<RegExpExecArray>): string | null {
  const written: string[] = [];
  let level = 0;
  let before = "";
  for (const [token] of tokens) {
    const closes = token === "}" || token === "]";
    if (closes) level -= 1;
    // An empty list, or an object without fields, stays in its line.
    const breaks = closes ? !OPENS.has(before) : OPENS.has(before) || before === ",";
    if (breaks) written.push(`\n${"  ".repeat(level)}`);
    written.push(token === ":" ? ": " : withLetters(token));
    if (OPENS.has(token)) level += 1;
    if (level > MOST_LEVELS) return null;
    before = token;
  }
  return written.join("");
}

function withLetters(token: string): string {
  return token.includes("\\u") ? JSON.stringify(JSON.parse(token)) : token;
}
