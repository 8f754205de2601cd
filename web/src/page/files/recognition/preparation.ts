/** What is done to a photo before it is read: its light is evened out, and its lines are made level. */

import { type Component, inkOf, without } from "./components.ts";
import { type Grey, scaled, softened, turned } from "./grey.ts";
import { levelled, slantOf } from "./level.ts";
import { evened } from "./light.ts";
import { isShape, isSideways, isSpeck, letterHeight, lineHeight } from "./lines.ts";

/** The longer side of a picture while it is prepared, in pixels. */
const WORKING_SIDE = 2_000;

/** Lines of letters that are less high than this are made as high as that, in pixels. */
const SMALL_LETTER = 18;
const GOOD_LETTER = 28;
const MOST_SCALE = 3;
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
  const flat = inLetters(within(photo, WORKING_SIDE));
  const lying = flat.letters.length > 0 && isSideways(flat.letters, flat.letter);
  const { page, letters, letter } = lying ? lettered(turned(flat.page, 1)) : flat;
  return levelled(page, slantOf(letters, letter, page));
}

/** The letters of a photo, which is made larger where they are so small that their strokes run together. */
function inLetters(photo: Grey): Lettered {
  const found = lettered(evened(photo));
  const { letter } = found;
  if (letter === 0 || letter >= SMALL_LETTER) return found;
  return lettered(evened(scaled(photo, Math.min(MOST_SCALE, GOOD_LETTER / letter))));
}

/** What of a page is letters; what is larger is taken off it. */
export function lettered(page: Grey): Lettered {
  const ink = inkOf(softened(page));
  const piece = letterHeight(ink.components, page.height * LARGEST_LETTER);
  const letters = ink.components.filter((one) => !isShape(one, piece) && !isSpeck(one, piece));
  return {
    page: without(page, ink, (one) => isShape(one, piece)),
    letters,
    letter: lineHeight(letters, piece),
  };
}

/** The picture, smaller if its longer side is longer than that. */
function within(picture: Grey, side: number): Grey {
  const factor = side / Math.max(picture.width, picture.height);
  return factor < 1 ? scaled(picture, factor) : picture;
}
