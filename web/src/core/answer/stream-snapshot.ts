/** What is shown of an answer that is followed: the answer, and how the following goes. */

import type { ApiError } from "../../protocol/index.ts";
import type { AnswerState } from "./answer-state.ts";
import type { LiveFigures } from "./meter.ts";

/**
 * `connecting`: first try under way. `open`: events come. `reconnecting`: it was lost, or waits for
 * the next try. The last three are for good. `ended`: the answer is over. `refused`: the server
 * does not give it, or stayed away for too long. `closed`: by this side.
 */
export type Connection = "connecting" | "open" | "reconnecting" | "ended" | "refused" | "closed";

/** Whether a stream has nothing more to tell. */
export function isOver(connection: Connection): boolean {
  return connection === "ended" || connection === "refused" || connection === "closed";
}

export interface StreamSnapshot {
  readonly answer: AnswerState;
  readonly connection: Connection;
  /** Whether the server is known to have the question. */
  readonly arrived: boolean;
  /** Why nothing more comes, if `connection` is `refused`. */
  readonly refusal: ApiError | null;
  /** Times and speed, as seen here. */
  readonly figures: LiveFigures;
}
