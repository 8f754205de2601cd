/**
 * The transport that picks the transport: SSE, and where that does not get through WebSocket, long
 * polling, polling. A hidden page lets its connection go and asks now and then. Each change goes on
 * behind the last frame, within the same `follow`.
 */

import {
  ApiError,
  DecodeError,
  formatCursor,
  networkError,
  type SentQuestion,
} from "../protocol/index.ts";
import { type Clock, pageShown, type Shown, systemClock } from "../runtime/index.ts";
import {
  slotless,
  TRANSPORTS,
  TransportChoice,
  type TransportName,
  type TransportTraits,
} from "./choice.ts";
import {
  type FollowReason,
  noObserver,
  type RerouteReason,
  type StreamObserver,
} from "./observer.ts";
import { Pace } from "./pace.ts";
import { pollTransport } from "./poll.ts";
import { type Server, serverAt } from "./server.ts";
import { sseTransport } from "./sse.ts";
import { type TakeSlot, takeSlot } from "./sse-slots.ts";
import { BlockedError, type Outcome, type Sink, type Transport } from "./transport.ts";
import { webSocketTransport } from "./websocket.ts";

const POLL_MS = 1_000;
const HIDDEN_POLL_MS = 7_000;
/** Looking at another tab for a moment costs no connection. */
const HIDDEN_AFTER_MS = 10_000;
const GATEWAY_TIMEOUT = 504;

/** `hidden`: for a page that is out of sight. */
export type Ways = Readonly<Record<TransportName | "hidden", Transport>>;

export interface LadderOptions {
  readonly choice?: TransportChoice;
  readonly clock?: Clock;
  readonly shown?: Shown;
  readonly slots?: TakeSlot;
  readonly ways?: Ways;
  /** Default: the server of this page. */
  readonly server?: Server;
  /** Hears what goes over the wire; with given `ways`, only what the ladder does. */
  readonly observer?: StreamObserver;
}

export function allWays(
  clock: Clock = systemClock,
  observer: StreamObserver = noObserver,
  server: Server = serverAt(),
): Ways {
  const options = { ...server, observer, clock };
  const longPolling = pollTransport(options);
  return {
    sse: sseTransport(options),
    // A browser's WebSocket carries no headers.
    websocket: server.ownHeaders ? longPolling : webSocketTransport(options),
    "long-polling": longPolling,
    polling: pollTransport({ ...options, everyMs: POLL_MS }),
    hidden: pollTransport({ ...options, everyMs: HIDDEN_POLL_MS }),
  };
}

/** Follows answers by whatever gets through. */
export function ladderTransport(options: LadderOptions = {}): Transport {
  const parts: Parts = {
    choice: options.choice ?? new TransportChoice(),
    clock: options.clock ?? systemClock,
    shown: options.shown ?? pageShown,
    slots: options.slots ?? takeSlot,
    ways: options.ways ?? allWays(options.clock, options.observer, options.server),
    observer: options.observer ?? noObserver,
  };
  return {
    follow: (answerId, after, sink, signal, why = "opened") =>
      new Climb(parts, { answerId, after, question: null }, sink, signal).run(why),
    ask: (question, sink, signal, why = "asked") => {
      const place = { answerId: question.ids.answer, after: null, question };
      return new Climb(parts, place, sink, signal).run(why);
    },
  };
}

interface Parts {
  readonly choice: TransportChoice;
  readonly clock: Clock;
  readonly shown: Shown;
  readonly slots: TakeSlot;
  readonly ways: Ways;
  readonly observer: StreamObserver;
}

/** What is followed, and how far that has come. */
interface Place {
  readonly answerId: string;
  after: string | null;
  /** To be asked; null once the server has it. */
  question: SentQuestion | null;
}

/** One follow, over one transport after the other. */
class Climb {
  readonly #parts: Parts;
  readonly #place: Place;
  readonly #sink: Sink;
  readonly #signal: AbortSignal;
  /** The page has been hidden for long enough. */
  #away: boolean;
  #attempt: AbortController | null = null;
  /** The attempt was given up for another transport. */
  #moving = false;

  constructor(parts: Parts, place: Place, sink: Sink, signal: AbortSignal) {
    this.#parts = parts;
    this.#place = place;
    this.#sink = sink;
    this.#signal = signal;
    this.#away = !parts.shown.isShown();
  }

  async run(why: FollowReason): Promise<Outcome> {
    const { choice, clock, shown } = this.#parts;
    let cancel = (): void => undefined;
    const onShown = (): void => {
      cancel();
      if (shown.isShown()) this.#setAway(false);
      else cancel = clock.after(HIDDEN_AFTER_MS, () => this.#setAway(true));
    };
    const leave = [choice.subscribe(() => this.#move("chosen")), shown.subscribe(onShown)];
    this.#parts.observer.following(this.#place.answerId, why);
    const abort = (): void => this.#attempt?.abort();
    this.#signal.addEventListener("abort", abort);
    try {
      for (;;) {
        const outcome = await this.#once();
        if (outcome !== "moved") return outcome;
        if (this.#signal.aborted) throw networkError(this.#signal.reason);
      }
    } finally {
      cancel();
      this.#signal.removeEventListener("abort", abort);
      for (const stop of leave) stop();
    }
  }

  #setAway(away: boolean): void {
    if (this.#away === away) return;
    this.#away = away;
    this.#move(away ? "hidden" : "shown");
  }

  #move(why: RerouteReason): void {
    this.#moving = true;
    this.#parts.observer.rerouting(this.#place.answerId, why);
    this.#attempt?.abort();
  }

  async #once(): Promise<Outcome | "moved"> {
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.#moving = false;
    const { choice, slots } = this.#parts;
    const name = this.#away ? "hidden" : choice.current;
    const { takesSlot } = traitsOf(name);
    const slot = takesSlot ? await slots() : null;
    // Other windows have all places for event streams.
    const way = takesSlot && slot === null ? slotless() : name;
    if (way !== name) this.#parts.observer.rerouting(this.#place.answerId, "crowded");
    if (this.#signal.aborted) attempt.abort();
    try {
      const outcome = await this.#over(way, name === way, attempt);
      return this.#moving ? "moved" : outcome;
    } catch (error) {
      if (this.#moving && !this.#signal.aborted) return "moved";
      throw error;
    } finally {
      slot?.();
    }
  }

  /** Follows over one transport; `counts`: what comes of it says something about the way. */
  async #over(way: keyof Ways, counts: boolean, attempt: AbortController): Promise<Outcome> {
    const { choice, clock } = this.#parts;
    const judged = counts && way !== "hidden" ? way : null;
    const blocked = (why: RerouteReason): void => {
      if (judged !== null && choice.blocked(judged)) this.#move(why);
    };
    const { streams, carriesOnceOpen } = traitsOf(way);
    const pace = judged !== null && streams ? new Pace(clock, () => blocked("held-back")) : null;
    const sink: Sink = {
      onOpen: () => {
        // A proxy may pass on the head of a stream and keep its body.
        if (carriesOnceOpen) pace?.bytes();
        this.#sink.onOpen();
      },
      onBytes: () => {
        pace?.bytes();
        if (judged !== null) choice.delivered(judged);
        this.#sink.onBytes();
      },
      onFrames: (frames) => {
        pace?.frames(frames);
        for (const frame of frames) {
          if (frame.cursor === null) continue;
          this.#place.after = formatCursor(frame.cursor);
          this.#place.question = null;
        }
        this.#sink.onFrames(frames);
      },
    };
    try {
      return await this.#send(this.#parts.ways[way], sink, attempt.signal);
    } catch (error) {
      if (isBlocked(error, traitsOf(way))) blocked("blocked");
      else if (!attempt.signal.aborted) choice.serverTrouble();
      throw error;
    } finally {
      pace?.stop();
    }
  }

  #send(way: Transport, sink: Sink, signal: AbortSignal): Promise<Outcome> {
    const { answerId, after, question } = this.#place;
    if (question !== null) return way.ask(question, sink, signal);
    return way.follow(answerId, after, sink, signal);
  }
}

/** A hidden page polls. */
function traitsOf(way: keyof Ways): TransportTraits {
  return TRANSPORTS[way === "hidden" ? "polling" : way];
}

function isBlocked(error: unknown, { streams, waits }: TransportTraits): boolean {
  if (error instanceof BlockedError) return true;
  // Something else than the server answered in its place.
  if (error instanceof DecodeError) return streams;
  return waits && error instanceof ApiError && error.status === GATEWAY_TIMEOUT;
}
