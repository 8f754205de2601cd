/**
 * Keeps what goes over the wire in this tab, one recording for each answer, within bounds: the
 * newest 20 000 events of all answers together, and 32 MiB of what brought them. Those of the answer
 * that has had no new connection for longest go first.
 */

import { onNextFrame, type Schedule, tellAll } from "../../runtime/index.ts";
import type {
  Closing,
  FollowReason,
  RerouteReason,
  StreamObserver,
  WireObserver,
  WireRequest,
} from "../../transports/index.ts";
import { Recording } from "./recording.ts";

export interface RecorderOptions {
  /** Milliseconds; finer than a clock's, since gaps are short. */
  readonly now?: () => number;
  readonly schedule?: Schedule;
  readonly maxEvents?: number;
  readonly maxBytes?: number;
}

const MAX_EVENTS = 20_000;
const MAX_BYTES = 32 * 1024 * 1024;
const MAX_RECORDINGS = 100;
/** Dropping some at once keeps the cost of each event constant. */
const DROPPED_AT_ONCE = 0.1;

export class Recorder implements StreamObserver {
  readonly #now: () => number;
  readonly #schedule: Schedule;
  readonly #maxEvents: number;
  readonly #maxBytes: number;
  readonly #listeners = new Set<() => void>();
  /** The one that was connected last is the last. */
  #recordings: Recording[] = [];
  #events = 0;
  #bytes = 0;
  #telling = false;

  constructor(options: RecorderOptions = {}) {
    this.#now = options.now ?? (() => performance.now());
    this.#schedule = options.schedule ?? onNextFrame;
    this.#maxEvents = options.maxEvents ?? MAX_EVENTS;
    this.#maxBytes = options.maxBytes ?? MAX_BYTES;
  }

  recording(answerId: string): Recording | undefined {
    return this.#recordings.findLast((each) => each.answerId === answerId);
  }

  /** Calls `listener` at most once per painted frame in which something came. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  following(answerId: string, why: FollowReason): void {
    this.#find(answerId).following(why, this.#now());
    this.#changed();
  }

  rerouting(answerId: string, why: RerouteReason): void {
    this.#find(answerId).rerouting(why);
  }

  opening(request: WireRequest): WireObserver {
    const recording = this.#find(request.answerId);
    const exchange = recording.opening(request, this.#now());
    this.#touch(recording);
    this.#changed();
    return {
      head: (status, headers) => {
        recording.head(exchange, status, headers, this.#now());
        this.#changed();
      },
      chunk: (body, frames) => {
        const before = recording.heldBytes;
        recording.chunk(exchange, body, frames, this.#now());
        this.#bytes += recording.heldBytes - before;
        this.#events += frames.length;
        this.#keepWithin();
        this.#changed();
      },
      closed: (how: Closing, detail) => {
        recording.closed(exchange, how, detail, this.#now());
        this.#changed();
      },
    };
  }

  #find(answerId: string): Recording {
    const found = this.recording(answerId);
    if (found !== undefined) return found;
    const made = new Recording(answerId);
    this.#recordings.push(made);
    if (this.#recordings.length > MAX_RECORDINGS) {
      const gone = this.#recordings.shift();
      this.#events -= gone?.events.length ?? 0;
      this.#bytes -= gone?.heldBytes ?? 0;
    }
    return made;
  }

  #touch(recording: Recording): void {
    if (this.#recordings.at(-1) === recording) return;
    this.#recordings = [...this.#recordings.filter((each) => each !== recording), recording];
  }

  /** Forgets the oldest events once they are too many, or hold too much. */
  #keepWithin(): void {
    const full = this.#events >= this.#maxEvents + Math.ceil(this.#maxEvents * DROPPED_AT_ONCE);
    if (!full && this.#bytes < this.#maxBytes * (1 + DROPPED_AT_ONCE)) return;
    for (const recording of this.#recordings) {
      const before = recording.heldBytes;
      this.#events -= recording.drop(this.#events - this.#maxEvents, this.#bytes - this.#maxBytes);
      this.#bytes -= before - recording.heldBytes;
      if (this.#events <= this.#maxEvents && this.#bytes <= this.#maxBytes) break;
    }
    this.#recordings = this.#recordings.filter((each) => each.events.length > 0 || each.open);
  }

  #changed(): void {
    if (this.#telling || this.#listeners.size === 0) return;
    this.#telling = true;
    this.#schedule(() => {
      this.#telling = false;
      tellAll(this.#listeners);
    });
  }
}
