/** What is done to a photo before it is read: its light is evened out, and its lines are made level. */

import { type Component, inkOf, without } from "./components.ts";
import { type Grey, scaled, softened, turned } from "./grey.ts";
import { levelled, slantOf } from "./level.ts";
import { evened } from "./light.ts";
import { isNoText, isSideways, letterHeight } from "./lines.ts";

/** The longer side of a picture while it is prepared, in pixels. */
const WORKING_SIDE = 2_000;
/** The longer side of a picture in which only its lines are looked for. */
const LINES_SIDE = 700;

/** Letters are never higher than this part of a page. */
const LARGEST_LETTER = 1 / 8;

/** A page of which only the letters are left, and where they are. */
export interface Lettered {
  readonly page: Grey;
  readonly letters: readonly Component[];
  /** The height of most of them; 0 where there is none. */
  readonly letter: number;
}

/** The picture as black letters on white paper, in level lines; the page may be upside down. */
export function prepared(photo: Grey): Grey {
  const { page, letters, letter } = lettered(evened(within(photo, WORKING_SIDE)));
  const lying = letters.length > 0 && isSideways(letters, letter);
  const standing = lying ? turned(page, 1) : page;
  return levelled(standing, slantOf(within(standing, LINES_SIDE)));
}

/** What of a page is letters; all else is taken off it. */
export function lettered(page: Grey): Lettered {
  const ink = inkOf(softened(page));
  const letter = letterHeight(ink.components, page.height * LARGEST_LETTER);
  const noText = (one: Component) => isNoText(one, letter);
  const letters = ink.components.filter((one) => !noText(one));
  return { page: without(page, ink, noText), letters, letter };
}

/** The picture, smaller if its longer side is longer than that. */
function within(picture: Grey, side: number): Grey {
  const factor = side / Math.max(picture.width, picture.height);
  return factor < 1 ? scaled(picture, factor) : picture;
}
