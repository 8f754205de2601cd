/** What a followed answer shows at one moment. */

import type { ApiError } from "../../protocol/index.ts";
import type { AnswerState } from "./answer-state.ts";
import type { LiveFigures } from "./meter.ts";

/**
 * `connecting`: first try under way. `open`: events come. `reconnecting`: it was lost, or waits for
 * the next try. The last three are for good. `ended`: the answer is over. `refused`: the server
 * does not give it, or stayed away for too long. `closed`: let go of here.
 */
export type Connection = "connecting" | "open" | "reconnecting" | "ended" | "refused" | "closed";

/** Whether a stream has nothing more to tell. */
export function isOver(connection: Connection): boolean {
  return connection === "ended" || connection === "refused" || connection === "closed";
}

export interface StreamSnapshot {
  readonly answer: AnswerState;
  readonly connection: Connection;
  /** Why nothing more comes, if `connection` is `refused`. */
  readonly refusal: ApiError | null;
  /** Times and speed, as seen here. */
  readonly figures: LiveFigures;
}
