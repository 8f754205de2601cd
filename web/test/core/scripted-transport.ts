/** A transport whose connections are opened, fed and ended by the test. */

import type { Frame, NewIds, SentQuestion } from "../../src/protocol/index.ts";
import type { FollowReason, Outcome, Sink, Transport } from "../../src/transports/index.ts";
import { settle } from "../runtime/fake-clock.ts";

export class Connection {
  readonly what: { after: string | null } | { ask: SentQuestion };
  readonly signal: AbortSignal;
  readonly #sink: Sink;
  readonly #end: (outcome: Outcome) => void;
  readonly #fail: (error: unknown) => void;

  constructor(
    what: Connection["what"],
    sink: Sink,
    signal: AbortSignal,
    end: (outcome: Outcome) => void,
    fail: (error: unknown) => void,
  ) {
    this.what = what;
    this.signal = signal;
    this.#sink = sink;
    this.#end = end;
    this.#fail = fail;
    signal.addEventListener("abort", () => fail(new Error("aborted")));
  }

  /** The ids that the question came with. */
  get ids(): NewIds {
    if (!("ask" in this.what)) throw new Error("no question was asked");
    return this.what.ask.ids;
  }

  async frames(...frames: Frame[]): Promise<void> {
    this.#sink.onOpen();
    this.#sink.onBytes();
    this.#sink.onFrames(frames.map((frame) => this.#withIds(frame)));
    await settle();
  }

  /** As a server does, which takes the ids that a question has. */
  #withIds(frame: Frame): Frame {
    if (frame.cursor === null || frame.event.kind !== "started" || !("ask" in this.what))
      return frame;
    const { ids, conversation_id, question_id } = this.what.ask;
    const data = {
      ...frame.event.data,
      answer_id: ids.answer,
      question_id: ids.question ?? question_id ?? frame.event.data.question_id,
      conversation_id: ids.conversation ?? conversation_id ?? frame.event.data.conversation_id,
    };
    return { ...frame, event: { kind: "started", data } };
  }

  async bytes(): Promise<void> {
    this.#sink.onBytes();
    await settle();
  }

  async end(outcome: Outcome = "closed"): Promise<void> {
    this.#end(outcome);
    await settle();
  }

  async fail(error: unknown): Promise<void> {
    this.#fail(error);
    await settle();
  }
}

export class ScriptedTransport implements Transport {
  readonly connections: Connection[] = [];
  /** Why each of them was made. */
  readonly reasons: (FollowReason | undefined)[] = [];

  /** The connection made last. */
  get last(): Connection {
    const last = this.connections.at(-1);
    if (last === undefined) throw new Error("no connection was made");
    return last;
  }

  follow(
    _id: string,
    after: string | null,
    sink: Sink,
    signal: AbortSignal,
    why?: FollowReason,
  ): Promise<Outcome> {
    this.reasons.push(why);
    return this.#connect({ after }, sink, signal);
  }

  ask(
    question: SentQuestion,
    sink: Sink,
    signal: AbortSignal,
    why?: FollowReason,
  ): Promise<Outcome> {
    this.reasons.push(why);
    return this.#connect({ ask: question }, sink, signal);
  }

  #connect(what: Connection["what"], sink: Sink, signal: AbortSignal): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.connections.push(new Connection(what, sink, signal, resolve, reject));
    });
  }
}
