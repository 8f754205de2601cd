/**
 * What the letters of a text ask of its layout: its direction, and where its lines may break. Korean
 * words stay whole; Chinese and Japanese have no spaces, and break anywhere.
 */

const HANGUL = /[\uac00-\ud7a3]/;
/** The first letter that has a direction, if that is from right to left. */
const RIGHT_TO_LEFT = /^[^\p{L}]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;

/** The class of a block with such a text. */
export function scriptClass(text: string): string | undefined {
  return HANGUL.test(text) ? "hangul" : undefined;
}

/** The direction of a frame around `text`; undefined if it is that of everything. */
export function directionOf(text: string): "rtl" | undefined {
  return RIGHT_TO_LEFT.test(text) ? "rtl" : undefined;
}
