/** How the text of a token is shown, so that nothing of it is invisible. Pure. */

const SIGNS: Readonly<Record<string, string>> = {
  " ": "␣",
  "\n": "↵",
  "\r": "␍",
  "\t": "⇥",
  "\u00a0": "⍽",
  "\u3000": "□",
};
/** What has no look of its own: joiners, marks, controls. */
const BARE = /^[\p{Cc}\p{Cf}\p{Mn}\p{Me}\p{Zl}\p{Zp}]+$/u;

/** A token by itself: every space is a sign. */
export function shownAlone(text: string): string {
  if (BARE.test(text.replace(/[\n\r\t]/g, ""))) return codePoints(text);
  return text.replace(/[ \n\r\t\u00a0\u3000]/g, (space) => SIGNS[space] ?? space);
}

/**
 * A token within the text: spaces between words are spaces, and what would not be seen is a sign. With
 * `breaks` a line that ends does so behind its sign.
 */
export function shownWithin(text: string, breaks = false): string {
  const signs =
    text.trim() === "" || BARE.test(text)
      ? shownAlone(text)
      : text.replace(/[\n\r\t]/g, (space) => SIGNS[space] ?? space);
  return breaks ? signs.replaceAll("↵", "↵\n") : signs;
}

/** What hides in a text: no joiner, mark of direction or tag but has its code in sight. */
export function shownHidden(text: string): string {
  // Lines and tabs are seen, and a picture's own mark says nothing.
  return text.replace(/(?![\n\r\t]|\uFE0F)[\p{DI}\p{Cc}\p{Cf}]/gu, (sign) => {
    return `[${codePoints(sign)}]`;
  });
}

/** What is no whole character, by its bytes: `EC 95`. */
export function shownBytes(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(" ");
}

function codePoints(text: string): string {
  const names = Array.from(text, (sign) => {
    const code = sign.codePointAt(0) ?? 0;
    return SIGNS[sign] ?? `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  });
  return names.join(" ");
}
