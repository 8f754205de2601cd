/**
 * Those who read one answer event by event, each in a loop of its own, and what each of them has not
 * taken yet.
 */

import {
  type AnswerEvent,
  type Cursor,
  type EndData,
  type Frame,
  formatCursor,
} from "../../protocol/index.ts";
import { type AnswerState, blankState } from "./answer-state.ts";
import { wholeOf } from "./parts.ts";

/** An event for readers: entries of a kind that only a later server knows are left out. */
export type KnownEvent = Exclude<AnswerEvent, { kind: "unknown" }>;

/** An entry of an answer's log as a reader gets it. */
export type FollowedEvent = Exclude<AnswerEvent, { kind: "unknown" }> & {
  /** The position behind this event; following from here misses nothing and repeats nothing. */
  readonly cursor: string;
};

/** How following ended; every reader, also a later one, gets what is in `throw`. */
export type Over = { readonly throw: unknown } | "done";

type Step = IteratorResult<FollowedEvent, undefined>;

interface Waiting {
  readonly resolve: (step: Step) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Hands events on in order, each once. Text that waits is one event: a slow reader gets all it
 * missed at once. To be read by one loop.
 */
export class EventQueue implements AsyncIterableIterator<FollowedEvent, undefined> {
  readonly #left: () => void;
  readonly #events: FollowedEvent[] = [];
  readonly #waiting: Waiting[] = [];
  #over: Over | null = null;

  /** @param left called when the reader leaves its loop */
  constructor(left: () => void) {
    this.#left = left;
  }

  push(event: KnownEvent, cursor: Cursor): void {
    const next = { ...event, cursor: formatCursor(cursor) };
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) {
      waiting.resolve({ done: false, value: next });
      return;
    }
    const last = this.#events.at(-1);
    if (last === undefined || !isText(last) || !isText(next) || last.kind !== next.kind) {
      this.#events.push(next);
      return;
    }
    this.#events.pop();
    this.#events.push({ ...next, data: { text: last.data.text + next.data.text } });
  }

  /** Nothing more will come. */
  close(over: Over): void {
    this.#over ??= over;
    for (const waiting of this.#waiting.splice(0)) this.#finish(waiting);
  }

  next(): Promise<Step> {
    return new Promise((resolve, reject) => {
      const value = this.#events.shift();
      if (value !== undefined) resolve({ done: false, value });
      else if (this.#over !== null) this.#finish({ resolve, reject });
      else this.#waiting.push({ resolve, reject });
    });
  }

  return(): Promise<Step> {
    this.#events.length = 0;
    this.close("done");
    this.#left();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #finish(waiting: Waiting): void {
    if (this.#over === null || this.#over === "done") {
      waiting.resolve({ done: true, value: undefined });
    } else waiting.reject(this.#over.throw);
  }
}

type Text = Extract<FollowedEvent, { kind: "delta" | "reasoning" }>;

function isText(event: FollowedEvent): event is Text {
  return event.kind === "delta" || event.kind === "reasoning";
}

const BEFORE_THE_FIRST: Cursor = { epoch: 1, seq: 0 };

export class AnswerReaders {
  readonly #queues = new Set<EventQueue>();
  #end: { readonly data: EndData; readonly cursor: Cursor } | null = null;
  #over: Over | null = null;

  /** Whether there are readers. */
  get waited(): boolean {
    return this.#queues.size > 0;
  }

  /** Opens a reader: what there is already comes as one `reset`. */
  open(state: AnswerState, left: () => void): EventQueue {
    const queue = new EventQueue(() => {
      this.#queues.delete(queue);
      left();
    });
    const cursor = state.cursor ?? BEFORE_THE_FIRST;
    if (state.parts.length > 0) queue.push({ kind: "reset", data: wholeOf(state) }, cursor);
    if (this.#end !== null) queue.push({ kind: "end", data: this.#end.data }, this.#end.cursor);
    if (this.#over === null) this.#queues.add(queue);
    else queue.close(this.#over);
    return queue;
  }

  /** `frame` has changed the answer from `before` to `after`. */
  tell(before: AnswerState, after: AnswerState, { cursor, event }: Frame): void {
    if (cursor === null || event.kind === "unknown") return;
    this.#end = event.kind === "end" ? { data: event.data, cursor } : null;
    this.#push(event, cursor);
    // The answer is read again from its start: what was handed on is void.
    const again = event.kind === "started" && after.revision !== before.revision;
    if (again && before.parts.length > 0) {
      this.#push({ kind: "reset", data: wholeOf(blankState()) }, cursor);
    }
    if (after.ended) this.close("done");
  }

  close(over: Over): void {
    this.#over ??= over;
    for (const queue of this.#queues) queue.close(this.#over);
    this.#queues.clear();
  }

  #push(event: KnownEvent, cursor: Cursor): void {
    for (const queue of this.#queues) queue.push(event, cursor);
  }
}
