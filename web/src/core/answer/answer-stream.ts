/**
 * Keeps one answer up to date until its `end`, whatever the network does.
 *
 * It follows the log from its cursor, and again after an error, a closed connection, a stall (no
 * byte for 2.5 heartbeats) or a gap; at once when the network or the page comes back, otherwise
 * after a growing wait. It ends early (`refused`) when no further try is of use (`patience.ts`).
 * Subscribers are notified at most once per painted frame; readers get every event.
 */

import {
  type Answer,
  type ApiError,
  asApiError,
  DecodeError,
  type Frame,
  formatCursor,
  isSettled,
  type SentQuestion,
} from "../../protocol/index.ts";
import { pause, untilAborted, type WakeReason, Watchdog } from "../../runtime/index.ts";
import {
  DROWSY_MS,
  type FollowReason,
  type Outcome,
  type Sink,
  STALL_MS,
  silenceError,
} from "../../transports/index.ts";
import { Store } from "../store.ts";
import { AnswerReaders, type FollowedEvent } from "./answer-readers.ts";
import { type AnswerState, applyFrame, snapshotState } from "./answer-state.ts";
import { Meter } from "./meter.ts";
import { connectionError, Patience, whyAgain } from "./patience.ts";
import { stopAnswer } from "./stop-answer.ts";
import { type StreamOptions, withDefaults } from "./stream-options.ts";
import { type Connection, isOver, type StreamSnapshot } from "./stream-snapshot.ts";

/**
 * One answer being followed: a store that holds all of it so far, and the events one by one.
 *
 * As a store (`getSnapshot`, `subscribe`) it changes at most once per painted frame. As an
 * asynchronous iterable it gives every event once, in order, the last one being `end`; what is
 * there when a loop begins comes as one `reset`. Leaving a loop closes the stream.
 * A lost connection shows in neither, but for `connection`.
 */
export class AnswerStream implements AsyncIterable<FollowedEvent> {
  readonly #options: Required<StreamOptions>;
  readonly #readers = new AnswerReaders();
  /** What is sent, and sent again, until the server is known to have it. */
  #question: SentQuestion | null;
  /**
   * The server has something by the question's ids. Perhaps it is this question, which arrived so
   * long ago that its key is forgotten: the answer is followed, and a refusal says that it is not.
   */
  #idTaken: ApiError | null = null;
  #stopWanted = false;
  readonly #meter: Meter;
  #answer: AnswerState;
  #connection: Connection = "connecting";
  #refusal: ApiError | null = null;
  #running: Promise<void> | null = null;
  /** What readers get when the stream is closed. */
  #closedBy: unknown = null;
  readonly #patience: Patience;
  readonly #view: Store<StreamSnapshot>;
  /** The answer as it was last published; the same object until subscribers are called again. */
  readonly getSnapshot: () => StreamSnapshot;
  /** Calls `listener` after each change, until the result is called. */
  readonly subscribe: (listener: () => void) => () => void;
  #publishing = false;
  #attempt: AbortController | null = null;
  #watchdog: Watchdog | null = null;
  #wake: (() => void) | null = null;
  /** Why the next follow begins; what woke the page comes before what had failed. */
  #why: FollowReason;
  #wokenBy: WakeReason | null = null;

  /**
   * @param question what is to be asked, with `initial.id` among its ids; null: it was asked before
   *
   * @internal
   */
  constructor(initial: AnswerState, question: SentQuestion | null, options: StreamOptions) {
    this.#answer = initial;
    this.#question = question;
    this.#why = question === null ? "opened" : "asked";
    this.#options = withDefaults(options);
    const { clock, giveUpMs } = this.#options;
    this.#meter = new Meter(clock.now(), question !== null);
    this.#patience = new Patience(clock, giveUpMs, initial.cursor);
    this.#view = new Store(this.#snapshot());
    this.getSnapshot = this.#view.getSnapshot;
    this.subscribe = this.#view.subscribe;
  }

  /**
   * Follows until the end, once. Resolves when nothing more will come: ended, refused or closed.
   *
   * @internal
   */
  start(): Promise<void> {
    this.#running ??= this.#run();
    return this.#running;
  }

  /**
   * Every event from here to `end`. The loop throws the `ApiError` of a stream that is refused, and
   * the reason of a signal that closes it.
   */
  [Symbol.asyncIterator](): AsyncIterator<FollowedEvent, undefined> {
    return this.#readers.open(this.#answer, () => this.close());
  }

  /**
   * Resolves at the end, to the whole answer; its `status` says how it ended.
   *
   * @throws ApiError if the stream is refused
   * @throws the reason of the signal, or an `AbortError`, if it is closed before
   */
  async whenEnded(): Promise<AnswerState> {
    await this.start();
    if (this.#refusal !== null) throw this.#refusal;
    if (this.#answer.ended) return this.#answer;
    throw this.#closedBy ?? new DOMException("The stream was closed.", "AbortError");
  }

  /**
   * Stops the answer at the server, also before its question has arrived there. Resolves when its
   * text is kept; a question that would have to be sent again is not.
   *
   * @throws ApiError if the server refuses, or stays out of reach
   */
  async stop(): Promise<void> {
    const { api, clock } = this.#options;
    this.#stopWanted = true;
    // What of it is still on its way meets the Stop at the server, in whichever order they come.
    const withdrawn = this.#asks && this.#connection === "reconnecting";
    if (withdrawn) this.close();
    try {
      const answer = await stopAnswer(api, this.#answer.id, clock);
      if (withdrawn) return;
      if (answer !== null) this.adopt(answer);
      // The question is about to arrive: then it has ended already.
      else await this.#running;
    } finally {
      this.#stopWanted = false;
    }
  }

  /**
   * Notes that the server has the question, as was heard another way.
   *
   * @internal
   */
  arrive(): void {
    if (this.#question === null || this.#over()) return;
    this.#question = null;
    this.#set(this.#connection);
  }

  async #run(): Promise<void> {
    const unsubscribe = this.#options.wakeUps((why) => this.#wakeUp(why));
    try {
      while (!this.#over()) {
        await this.#tryOnce();
        if (this.#over()) break;
        if (this.#stopWanted && this.#asks) this.close();
        else if (this.#patience.end !== null) this.#refuse(this.#patience.end);
        else {
          this.#set("reconnecting");
          await this.#pause();
        }
      }
    } finally {
      unsubscribe();
      this.#attempt?.abort();
      this.#publish();
      this.#readers.close(this.#refusal === null ? this.#closing() : { throw: this.#refusal });
    }
  }

  /** Stops following; the answer itself goes on at the server. `reason`: what readers get. */
  close(reason: unknown = null): void {
    if (!this.#over()) {
      this.#closedBy = reason;
      this.#set("closed");
    }
    this.#attempt?.abort();
    this.#wake?.();
  }

  /**
   * Takes over a snapshot that came another way, such as the reply to Stop.
   *
   * @internal
   */
  adopt(answer: Answer): void {
    this.arrive();
    if (!isSettled(answer.status) || this.#answer.ended) return;
    // Readers of the events are to get the `end` as well.
    if (this.#readers.waited) {
      this.#wake?.();
      return;
    }
    this.#answer = snapshotState(answer);
    this.#set("ended");
    this.#attempt?.abort();
    this.#wake?.();
  }

  /** Whether the next request asks, since the server is not known to have the question. */
  get #asks(): boolean {
    return this.#question !== null && this.#idTaken === null;
  }

  #over(): boolean {
    return isOver(this.#connection);
  }

  #closing(): { throw: unknown } | "done" {
    return this.#closedBy === null ? "done" : { throw: this.#closedBy };
  }

  async #tryOnce(): Promise<void> {
    const attempt = new AbortController();
    this.#attempt = attempt;
    const watchdog = new Watchdog(this.#options.clock, STALL_MS, () =>
      attempt.abort(silenceError(STALL_MS)),
    );
    this.#watchdog = watchdog;
    const heard = (): void => {
      watchdog.feed();
      this.#patience.heard();
    };
    const sink: Sink = {
      onOpen: heard,
      onBytes: heard,
      onFrames: (frames) => {
        if (this.#attempt === attempt && !attempt.signal.aborted) this.#take(frames);
      },
    };
    try {
      const outcome = await untilAborted(this.#connect(sink, attempt.signal), attempt.signal);
      if (outcome === "done") this.#readAgain();
      else {
        this.#why = "cut";
        this.#patience.closed();
      }
    } catch (error) {
      this.#failed(connectionError(error));
    } finally {
      watchdog.stop();
      attempt.abort();
    }
  }

  async #connect(sink: Sink, signal: AbortSignal): Promise<Outcome> {
    const { id, cursor } = this.#answer;
    const { transport } = this.#options;
    const why = this.#wokenBy ?? this.#why;
    this.#wokenBy = null;
    if (this.#question === null || !this.#asks) {
      return transport.follow(id, cursor && formatCursor(cursor), sink, signal, why);
    }
    return transport.ask(this.#question, sink, signal, why);
  }

  /** The server holds our cursor to be the end, but no `end` was seen: read from the start. */
  #readAgain(): void {
    this.#failed(asApiError(new DecodeError("the answer is said to be over, and has no end")));
    this.#answer = { ...this.#answer, cursor: null };
  }

  #failed(error: ApiError): void {
    this.#why = whyAgain(error);
    const again = this.#patience.failed(error, this.#asks);
    if (this.#over()) return;
    if (error.code === "id_taken" && this.#asks) {
      // A question that may have arrived is waited for: if it were given up, it could be asked twice.
      this.#idTaken = error;
      return;
    }
    if (again) return;
    // Where the ids belong to something else, it is this question that has no answer.
    this.#refuse(this.#question === null ? error : (this.#idTaken ?? error));
  }

  #refuse(error: ApiError): void {
    this.#refusal = error;
    this.#set("refused");
  }

  #take(frames: readonly Frame[]): void {
    let answer = this.#answer;
    try {
      for (const frame of frames) {
        const next = applyFrame(answer, frame);
        if (next !== answer) this.#readers.tell(answer, next, frame);
        answer = next;
      }
      this.#patience.came();
    } catch (error) {
      // What is whole is kept, the rest is asked for again from the cursor.
      this.#attempt?.abort(connectionError(error));
    }
    this.#patience.reached(answer.cursor);
    if (answer.cursor !== null) this.#question = null;
    this.#meter.take(frames, this.#options.clock.now());
    this.#answer = answer;
    this.#set(answer.ended ? "ended" : "open");
  }

  async #pause(): Promise<void> {
    const waitMs = this.#patience.takeWaitMs();
    if (waitMs === 0) return;
    const rest = new AbortController();
    this.#wake = () => rest.abort();
    await pause(waitMs, this.#options.clock, rest.signal);
    this.#wake = null;
  }

  /** Ends a wait, and a connection that died unnoticed while the page slept. */
  #wakeUp(why: WakeReason): void {
    const waits = this.#wake !== null;
    if (!waits && (this.#watchdog?.silentMs() ?? 0) <= DROWSY_MS) return;
    this.#wokenBy = why;
    if (waits) this.#wake?.();
    else this.#attempt?.abort();
  }

  #set(connection: Connection): void {
    this.#connection = connection;
    if (this.#publishing) return;
    this.#publishing = true;
    this.#options.schedule(() => this.#publish());
  }

  #publish(): void {
    this.#publishing = false;
    this.#view.set(this.#snapshot());
  }

  #snapshot(): StreamSnapshot {
    return {
      answer: this.#answer,
      connection: this.#connection,
      arrived: this.#question === null,
      refusal: this.#refusal,
      figures: this.#meter.figures(),
    };
  }
}
