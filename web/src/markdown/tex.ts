/** Patterns of TeX that may stand in a text without any dollars, and of what only looks like it. */

const NAMES =
  "equation|align|alignat|gather|multline|eqnarray|cases|rcases|dcases|drcases|array|split|aligned|" +
  "alignedat|gathered|matrix|[pbBvV]matrix|smallmatrix|CD";

/** An environment of formulas. */
export const ENVIRONMENT = `\\\\begin\\{(?<environment>(?:${NAMES})\\*?)\\}[^]{0,4000}?\\\\end\\{\\k<environment>\\}`;

/** What chemists write, with braces two deep. */
export const CHEMISTRY =
  "\\\\(?:ce|pu)\\{(?:[^{}\\n]|\\{(?:[^{}\\n]|\\{[^{}\\n]{0,200}\\}){0,200}\\}){1,400}\\}";

/** Brackets that were escaped as brackets: around nothing, numbers, words, or a box to tick. */
export const ESCAPED =
  "\\\\\\[(?:\\s*|\\s*\\d+(?:[\\s,–-]+\\d+)*\\s*|[^\\\\\\]\\n$^_={}+]*(?:\\p{L}{3,}|[\\p{Script=Hangul}\\p{Script=Han}]{2,})[^\\\\\\]\\n$^_={}+]*)\\\\\\]" +
  "|(?<=^[ \\t>]*(?:[-*+]|\\d+[.)])[ \\t]+|\\n[ \\t>]*(?:[-*+]|\\d+[.)])[ \\t]+)\\\\\\[[xX]\\\\\\]" +
  "|\\\\\\((?:https?:|www\\.)[^\\s]*\\\\\\)";
