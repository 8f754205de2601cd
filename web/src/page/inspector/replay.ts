/**
 * Plays the events of one answer again, with the gaps they had. It folds them as the page does, so
 * at the end there stands what stands in the answer.
 */

import { type AnswerState, contentOf, Store, wholeOf } from "../../core/index.ts";
import {
  foldFrame,
  type RecordedEvent,
  type Recording,
  stateBefore,
} from "../../core/recording/index.ts";
import type { ToolCallData } from "../../protocol/index.ts";
import { countUpTo } from "./count-up-to.ts";

export const SPEEDS = [0.25, 1, 4] as const;
export type Speed = (typeof SPEEDS)[number];

/** What is replayed. */
export interface Reel {
  readonly events: readonly RecordedEvent[];
  /** When the first request was sent, or the first event came. */
  readonly beginAt: number;
  /** The answer before the first of the events. */
  readonly base: AnswerState;
}

export interface ReplayView {
  readonly playing: boolean;
  readonly speed: Speed;
  readonly positionMs: number;
  readonly durationMs: number;
  /** How many events are shown, and how many there are. */
  readonly shown: number;
  readonly count: number;
  readonly answer: AnswerState;
  /** Grows when the text got shorter, because the reader has gone back. */
  readonly rewinds: number;
}

export interface ReplayOptions {
  readonly now?: () => number;
  /** Calls once, soon; the result undoes it. */
  readonly nextFrame?: (run: () => void) => () => void;
}

/** When the reader goes back, the fold begins again at most so many events before. */
const STOP_EVERY = 1_000;

export class Replay {
  readonly view: Store<ReplayView>;
  readonly #now: () => number;
  readonly #nextFrame: (run: () => void) => () => void;
  #reel: Reel;
  /** The answer before event 0, 1 000, 2 000 …, as far as that was reached. */
  #stops: AnswerState[];
  #cancel: () => void = () => undefined;
  #tickedAt = 0;

  constructor(reel: Reel, { now, nextFrame }: ReplayOptions = {}) {
    this.#now = now ?? (() => performance.now());
    this.#nextFrame = nextFrame ?? onAnimationFrame;
    this.#reel = reel;
    this.#stops = [reel.base];
    this.view = new Store<ReplayView>({
      playing: false,
      speed: 1,
      positionMs: 0,
      durationMs: durationOf(reel),
      shown: 0,
      count: reel.events.length,
      answer: reel.base,
      rewinds: 0,
    });
  }

  /** Takes in what has come since, and stays where it is. */
  load(reel: Reel): void {
    this.#reel = reel;
    this.#stops = [reel.base];
    const { positionMs } = this.view.getSnapshot();
    const shown = this.#countUpTo(positionMs);
    const answer = this.#answerAfter(shown, 0, reel.base);
    this.view.patch({ durationMs: durationOf(reel), count: reel.events.length, shown, answer });
  }

  /** Plays on; from the start if it is at the end. */
  play(): void {
    const { playing, positionMs, durationMs } = this.view.getSnapshot();
    if (playing) return;
    if (positionMs >= durationMs) this.seek(0);
    this.view.patch({ playing: true });
    this.#tickedAt = this.#now();
    this.#cancel = this.#nextFrame(() => this.#tick());
  }

  pause(): void {
    this.#cancel();
    this.view.patch({ playing: false });
  }

  setSpeed(speed: Speed): void {
    this.view.patch({ speed });
  }

  /** Goes to `positionMs` after the beginning. */
  seek(positionMs: number): void {
    const { durationMs, shown, answer: before, rewinds } = this.view.getSnapshot();
    const position = Math.min(Math.max(positionMs, 0), durationMs);
    const upTo = this.#countUpTo(position);
    const answer = this.#answerAfter(upTo, shown, before);
    const back = upTo < shown ? 1 : 0;
    this.view.patch({ positionMs: position, shown: upTo, answer, rewinds: rewinds + back });
  }

  #tick(): void {
    const now = this.#now();
    const { positionMs, durationMs, speed } = this.view.getSnapshot();
    const next = positionMs + (now - this.#tickedAt) * speed;
    this.#tickedAt = now;
    this.seek(next);
    if (next >= durationMs) this.view.patch({ playing: false });
    else this.#cancel = this.#nextFrame(() => this.#tick());
  }

  /** How many events have come at `positionMs`. */
  #countUpTo(positionMs: number): number {
    const { events, beginAt } = this.#reel;
    return countUpTo(events, positionMs, ({ at }) => at - beginAt);
  }

  /** The answer after `count` events, where it is known `before` event `shown`. */
  #answerAfter(count: number, shown: number, before: AnswerState): AnswerState {
    const stop = Math.min(Math.floor(count / STOP_EVERY), this.#stops.length - 1);
    const fromStop = count < shown || stop * STOP_EVERY > shown;
    let at = fromStop ? stop * STOP_EVERY : shown;
    let answer = fromStop ? (this.#stops[stop] ?? this.#reel.base) : before;
    for (; at < count; at += 1) {
      const event = this.#reel.events[at];
      if (event !== undefined) answer = foldFrame(answer, event.frame);
      if ((at + 1) % STOP_EVERY === 0) this.#stops[(at + 1) / STOP_EVERY] = answer;
    }
    return answer;
  }
}

/** In whole milliseconds: a slider rounds what it is given, and would stop short of the last event. */
function durationOf({ events, beginAt }: Reel): number {
  return Math.max(Math.ceil((events.at(-1)?.at ?? beginAt) - beginAt), 0);
}

function onAnimationFrame(run: () => void): () => void {
  const frame = requestAnimationFrame(run);
  return () => cancelAnimationFrame(frame);
}

/**
 * The reel of what was recorded. `known`: the answer as the page has it, from which comes what was
 * there before the recording began; it may lag behind the recording.
 */
export function reelOf(
  recorded: {
    readonly events: readonly RecordedEvent[];
    readonly droppedEvents: number;
    readonly base: AnswerState | null;
    readonly asked: boolean;
    readonly reread: boolean;
    readonly exchanges: readonly { readonly beganAt: number }[];
  },
  known: AnswerState | null,
): Reel | null {
  const events = recorded.reread ? evenly(recorded.events) : [...recorded.events];
  const first = events[0];
  if (first === undefined) return null;
  // A heartbeat, with which a stream may begin, has no place among the events.
  const placed = events.find(({ frame }) => frame.cursor !== null) ?? first;
  const blank = recorded.base ?? stateBefore(placed.frame);
  const fromStart = recorded.asked && recorded.droppedEvents === 0;
  const askedAt = recorded.reread ? 0 : (recorded.exchanges[0]?.beganAt ?? first.at);
  const beginAt = fromStart || recorded.reread ? askedAt : first.at;
  return { events, beginAt, base: withContentBefore(blank, events, known) };
}

/** What was asked, if that was recorded. */
export function questionOf({ asked, exchanges }: Recording): string | null {
  const body = asked ? exchanges[0]?.request.body : null;
  if (body === null || body === undefined) return null;
  const content = (JSON.parse(body) as { content?: unknown } | null)?.content;
  return typeof content === "string" ? content : null;
}

/** About as fast as one reads. */
const EVEN_GAP_MS = 50;

/** Events of which nobody knows when they came, one behind the other. */
function evenly(events: readonly RecordedEvent[]): RecordedEvent[] {
  return events.map((event, index) => ({ ...event, at: (index + 1) * EVEN_GAP_MS }));
}

function withContentBefore(
  base: AnswerState,
  events: readonly RecordedEvent[],
  known: AnswerState | null,
): AnswerState {
  if (known === null || base.cursor === null) return base;
  let end = base;
  for (const { frame } of events) {
    if (!known.ended && end.cursor !== null && sameCursor(end, known)) break;
    end = foldFrame(end, frame);
  }
  const text = before(known.text, end.text) + base.text;
  const reasoning = before(known.reasoning, end.reasoning) + base.reasoning;
  const calls = callsBefore(wholeOf(known).tool_calls, wholeOf(end).tool_calls, base);
  return { ...base, ...contentOf({ text, reasoning, tool_calls: calls }, base.revision) };
}

/** The calls that had begun before the first of the events, as far as they had come. */
function callsBefore(
  known: readonly ToolCallData[],
  recorded: readonly ToolCallData[],
  base: AnswerState,
): readonly ToolCallData[] {
  const kept = wholeOf(base).tool_calls;
  return known.flatMap((call) => {
    const isSame = ({ index }: ToolCallData): boolean => index === call.index;
    const seen = recorded.find(isSame);
    if (seen === undefined) return [call];
    // The first piece of a call has its id and its name: without them it had begun before.
    const begunBefore = seen.id !== call.id || seen.name !== call.name;
    const own = kept.find(isSame);
    if (!begunBefore) return own === undefined ? [] : [own];
    const given = before(call.arguments ?? "", seen.arguments ?? "") + (own?.arguments ?? "");
    return [{ ...call, arguments: given }];
  });
}

function sameCursor(a: AnswerState, b: AnswerState): boolean {
  return a.cursor?.epoch === b.cursor?.epoch && a.cursor?.seq === b.cursor?.seq;
}

/** What stands in `whole` before its end `end`. */
function before(whole: string, end: string): string {
  return whole.endsWith(end) ? whole.slice(0, whole.length - end.length) : "";
}
