/**
 * Keeps what goes over the wire in this tab, one recording for each answer, within bounds: the
 * newest 20 000 events of all answers together. Those of the answer that has had no new connection
 * for longest go first.
 */

import { onNextFrame, type Schedule, tellAll } from "../../runtime/index.ts";
import type {
  Closing,
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
}

const MAX_EVENTS = 20_000;
const MAX_RECORDINGS = 100;
/** Dropping some at once keeps the cost of each event constant. */
const DROPPED_AT_ONCE = 0.1;

export class Recorder implements StreamObserver {
  readonly #now: () => number;
  readonly #schedule: Schedule;
  readonly #maxEvents: number;
  readonly #listeners = new Set<() => void>();
  /** The one that was connected last is the last. */
  #recordings: Recording[] = [];
  #events = 0;
  #telling = false;

  constructor(options: RecorderOptions = {}) {
    this.#now = options.now ?? (() => performance.now());
    this.#schedule = options.schedule ?? onNextFrame;
    this.#maxEvents = options.maxEvents ?? MAX_EVENTS;
  }

  recording(answerId: string): Recording | undefined {
    return this.#recordings.findLast((each) => each.answerId === answerId);
  }

  /** Calls `listener` at most once per painted frame in which something came. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  following(answerId: string): void {
    this.#find(answerId).following(this.#now());
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
      chunk: (bytes, frames) => {
        recording.chunk(exchange, bytes, frames, this.#now());
        this.#keepWithin(frames.length);
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
      this.#events -= this.#recordings.shift()?.events.length ?? 0;
    }
    return made;
  }

  #touch(recording: Recording): void {
    if (this.#recordings.at(-1) === recording) return;
    this.#recordings = [...this.#recordings.filter((each) => each !== recording), recording];
  }

  /** Forgets the oldest events when `added` ones have made them too many. */
  #keepWithin(added: number): void {
    this.#events += added;
    const batch = Math.ceil(this.#maxEvents * DROPPED_AT_ONCE);
    if (this.#events < this.#maxEvents + batch) return;
    for (const recording of this.#recordings) {
      this.#events -= recording.drop(this.#events - this.#maxEvents);
      if (this.#events <= this.#maxEvents) break;
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
