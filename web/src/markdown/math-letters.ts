/**
 * The alphabets of formulas: blackboard, script, Fraktur and others have letters of their own in
 * Unicode. A few of them were there before the rest, and stand elsewhere.
 */

/** Where the capitals, the small letters and the digits of an alphabet begin; 0: it has none. */
const ALPHABETS: Readonly<Record<string, readonly [number, number, number]>> = {
  bold: [0x1d400, 0x1d41a, 0x1d7ce],
  "bold-italic": [0x1d468, 0x1d482, 0],
  script: [0x1d49c, 0x1d4b6, 0],
  fraktur: [0x1d504, 0x1d51e, 0],
  "double-struck": [0x1d538, 0x1d552, 0x1d7d8],
  "sans-serif": [0x1d5a0, 0x1d5ba, 0x1d7e2],
  monospace: [0x1d670, 0x1d68a, 0x1d7f6],
};
const ELSEWHERE: Readonly<Record<string, string>> = {
  script: "BℬEℰFℱHℋIℐLℒMℳRℛeℯgℊoℴ",
  fraktur: "CℭHℌIℑRℜZℨ",
  "double-struck": "CℂHℍNℕPℙQℚRℝZℤ",
};

/** `text` in the letters of `alphabet`, which is named as MathML names it. */
export function inAlphabet(text: string, alphabet: string): string {
  const [capitals, small, digits] = ALPHABETS[alphabet] ?? [0, 0, 0];
  const elsewhere = ELSEWHERE[alphabet] ?? "";
  return text.replace(/[A-Za-z0-9]/g, (letter) => {
    const at = elsewhere.indexOf(letter);
    if (at >= 0) return elsewhere.charAt(at + 1);
    const [start, first] = /\d/.test(letter)
      ? [digits, "0"]
      : letter < "a"
        ? [capitals, "A"]
        : [small, "a"];
    const offset = letter.charCodeAt(0) - first.charCodeAt(0);
    return start === 0 ? letter : String.fromCodePoint(start + offset);
  });
}
