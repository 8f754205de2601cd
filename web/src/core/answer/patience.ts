/**
 * How long an answer is followed although that fails: whether there is another try, after which
 * wait, and why there is none. Pure but for its clock.
 *
 * A server that cannot be reached is waited for. A server that keeps refusing a question is believed
 * after some tries, and so is a fault that neither the network nor a server has caused.
 */

import {
  type ApiError,
  asApiError,
  type Cursor,
  compareCursors,
  DecodeError,
  isFault,
  networkError,
  ownError,
} from "../../protocol/index.ts";
import { backoffMs, type Clock, report } from "../../runtime/index.ts";
import { BlockedError, type FollowReason } from "../../transports/index.ts";
import { GapError } from "./answer-state.ts";

/** How often a question is sent that the server refuses for the moment. */
const MAX_ASKS = 4;
/** How many faults in a row, between which the answer comes no further, are enough. */
const MAX_FAULTS = 5;

export class Patience {
  readonly #clock: Clock;
  readonly #giveUpMs: number;
  #heardAt: number;
  #failures = 0;
  #faults = 0;
  /** The furthest event that was taken in, also if the answer is being read again. */
  #furthest: Cursor | null;
  #retryAfterMs = 0;
  #lastError: ApiError | null = null;

  /** @param giveUpMs how long nothing may be heard of the server */
  constructor(clock: Clock, giveUpMs: number, from: Cursor | null) {
    this.#clock = clock;
    this.#giveUpMs = giveUpMs;
    this.#furthest = from;
    this.#heardAt = clock.now();
  }

  /** Something was heard of the server. */
  heard(): void {
    this.#heardAt = this.#clock.now();
  }

  /** Frames came, and could be taken in. */
  came(): void {
    this.#failures = 0;
  }

  /** The answer has come as far as `cursor`. */
  reached(cursor: Cursor | null): void {
    if (cursor === null) return;
    if (this.#furthest !== null && compareCursors(cursor, this.#furthest) <= 0) return;
    this.#furthest = cursor;
    this.#faults = 0;
  }

  /** The connection was closed before the answer's end. */
  closed(): void {
    this.#failures += 1;
  }

  /** Returns whether another try is of use. `asks`: what failed was to ask the question. */
  failed(error: ApiError, asks: boolean): boolean {
    this.#failures += 1;
    this.#lastError = error;
    this.#retryAfterMs = error.retryAfterMs ?? 0;
    if (isFault(error)) {
      this.#faults += 1;
      // One alone may be a page that a proxy shows for a moment.
      return this.#faults < MAX_FAULTS;
    }
    const refusedOften = asks && error.status > 0 && this.#failures >= MAX_ASKS;
    return error.retryable && !refusedOften;
  }

  /** Why a server that stays away is not waited for any longer; null as long as it is. */
  get end(): ApiError | null {
    if (this.#clock.now() - this.#heardAt < this.#giveUpMs) return null;
    return this.#lastError ?? networkError("The server stays away.");
  }

  /** How long to wait before the next try, which begins now. */
  takeWaitMs(): number {
    if (this.#failures === 0) return 0;
    const waitMs = Math.max(this.#retryAfterMs, backoffMs(this.#failures, this.#clock));
    this.#retryAfterMs = 0;
    return waitMs;
  }
}

/** Why there is another try after `error`. */
export function whyAgain({ status, code }: ApiError): FollowReason {
  if (status > 0) return "refused";
  if (code === "timeout") return "silent";
  return code === "network" ? "cut" : "misread";
}

/** What `error` says of a connection; a defect is also reported, since it may show nowhere else. */
export function connectionError(error: unknown): ApiError {
  if (error instanceof GapError)
    return asApiError(new DecodeError(error.message, { cause: error }));
  if (error instanceof BlockedError) return ownError("transport_blocked", error.message, false);
  const shown = asApiError(error);
  // An `ApiError` was reported where it was made of a defect.
  if (shown.code === "client_failed" && shown !== error) report(error);
  return shown;
}
