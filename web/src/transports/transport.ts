/**
 * A transport follows one answer's log over one connection and hands on what arrives.
 *
 * Guarantees: frames are handed on in the order they arrive, whole, and decoded; `onFrames` is
 * never called after the promise settled or the signal was aborted. A transport does not retry,
 * does not remember cursors and does not decide when an answer is over: that is the answer
 * stream's part.
 */

import type { Frame, SentQuestion } from "../protocol/index.ts";
import type { FollowReason } from "./observer.ts";

export interface Sink {
  /** The connection stands: the server has answered with a good status. */
  onOpen(): void;
  /** At least one byte arrived: the connection is alive even if no frame is complete yet. */
  onBytes(): void;
  onFrames(frames: readonly Frame[]): void;
}

/** `done`: the server says that the cursor is the end. `closed`: the connection ended. */
export type Outcome = "done" | "closed";

export interface Transport {
  /**
   * Follows from behind `after` (null: from the start of the current epoch). `why` is for those who
   * look on.
   *
   * @throws ApiError if the server refuses, or cannot be reached
   * @throws DecodeError if something arrives that the protocol does not know
   * @throws BlockedError if something on the way, or this environment, lets no such connection through
   */
  follow(
    answerId: string,
    after: string | null,
    sink: Sink,
    signal: AbortSignal,
    why?: FollowReason,
  ): Promise<Outcome>;
  /**
   * Asks, and follows the new answer. The answer's id in `question.ids` is also the
   * Idempotency-Key, so that a repeated request is the same question and not a second one. Throws
   * as `follow` does.
   */
  ask(
    question: SentQuestion,
    sink: Sink,
    signal: AbortSignal,
    why?: FollowReason,
  ): Promise<Outcome>;
}

/** Plain requests reach the server, but this transport does not get through. */
export class BlockedError extends Error {
  override readonly name = "BlockedError";
}
