/** Pages for tests: boxes in the places of letters, which stand in lines. */

import { type Grey, greyOf } from "../../../../src/page/files/recognition/grey.ts";

export const LETTER = { width: 12, height: 20, pitch: 15 } as const;

export interface LineDrawn {
  readonly left: number;
  readonly top: number;
  readonly letters: number;
}

/** A white page; its lines fall by `slope`, and by `fan` more from its top to its bottom. */
export function pageOf(
  width: number,
  height: number,
  lines: readonly LineDrawn[],
  { slope = 0, fan = 0 } = {},
): Grey {
  const page = greyOf(width, height);
  page.data.fill(255);
  for (const { left, top, letters } of lines) {
    const own = slope + fan * (top / height - 0.5);
    for (let number = 0; number < letters; number += 1) {
      const x = left + number * LETTER.pitch;
      fill(page, x, Math.round(top + own * (x - width / 2)), LETTER.width, LETTER.height, 0);
    }
  }
  return page;
}

export function fill(
  page: Grey,
  left: number,
  top: number,
  width: number,
  height: number,
  value: number,
): void {
  for (let y = Math.max(0, top); y < Math.min(page.height, top + height); y += 1)
    page.data.fill(value, y * page.width + left, y * page.width + left + width);
}

/** Lines of text, one below the other. */
export function paragraph(left: number, top: number, lines: number, letters = 30): LineDrawn[] {
  return Array.from({ length: lines }, (_, at) => ({ left, top: top + at * 34, letters }));
}
