/**
 * Follows one answer by all transports at the same time, each over a connection of its own
 * and beside the page's, to compare them. Nothing of it reaches the page's answer.
 */

import { type AnswerState, AnswerStream, apiClient } from "../../core/index.ts";
import { Recorder, type Recording } from "../../core/recording/index.ts";
import { ApiError } from "../../protocol/index.ts";
import type { Schedule } from "../../runtime/index.ts";
import { systemClock } from "../../runtime/index.ts";
import {
  allWays,
  LADDER,
  type StreamObserver,
  serverAt,
  type TakeSlot,
  TRANSPORTS,
  type Transport,
  type TransportName,
  takeSlot,
  type Ways,
} from "../../transports/index.ts";
import { SERVED_PATH } from "../addresses.ts";
import type { Lane } from "./latency.ts";

export interface ComparisonOptions {
  readonly waysFor?: (observer: StreamObserver) => Ways;
  readonly slots?: TakeSlot;
  readonly recorders?: () => Recorder;
  readonly schedule?: Schedule;
}

export type LaneState = "following" | "ended" | "crowded" | "failed";

/** Nobody looks at these answers themselves. */
const TOLD_EVERY_MS = 500;

export class Follower implements Lane {
  readonly name: TransportName;
  readonly #recorder: Recorder;
  readonly #stream: AnswerStream;
  readonly #answerId: string;

  constructor(name: TransportName, from: AnswerState, options: ComparisonOptions) {
    const server = serverAt({ baseUrl: SERVED_PATH });
    const { waysFor = (observer) => allWays(systemClock, observer, server) } = options;
    const { slots = takeSlot } = options;
    this.name = name;
    this.#answerId = from.id;
    this.#recorder = options.recorders?.() ?? new Recorder();
    const way = waysFor(this.#recorder)[name];
    const transport = TRANSPORTS[name].takesSlot ? withSlot(way, slots) : way;
    const schedule = options.schedule ?? ((run) => void setTimeout(run, TOLD_EVERY_MS));
    this.#stream = new AnswerStream(from, null, { transport, schedule, api: apiClient(server) });
  }

  get recording(): Recording | undefined {
    return this.#recorder.recording(this.#answerId);
  }

  get events(): Recording["events"] {
    return this.recording?.events ?? [];
  }

  get readyAt(): number | null {
    return this.recording?.exchanges[0]?.headAt ?? null;
  }

  get state(): LaneState {
    const { connection, refusal } = this.#stream.getSnapshot();
    if (connection === "refused") return refusal?.code === CROWDED ? "crowded" : "failed";
    return connection === "ended" || connection === "closed" ? "ended" : "following";
  }

  start(): Promise<void> {
    return this.#stream.start();
  }

  close(): void {
    this.#stream.close();
  }
}

export class Comparison {
  readonly lanes: readonly Follower[];
  /** What is compared has been there before: it tells bytes, and nothing about latency. */
  readonly afterwards: boolean;

  /** @param answer as the page has it: a growing one is followed from there, an ended one read again */
  constructor(answer: AnswerState, options: ComparisonOptions = {}) {
    this.afterwards = answer.ended;
    const from = answer.ended ? { ...answer, cursor: null, ended: false } : answer;
    this.lanes = LADDER.map((name) => new Follower(name, from, options));
  }

  get running(): boolean {
    return this.lanes.some((lane) => lane.state === "following");
  }

  /** Resolves when all have come to the end, or were closed. */
  async start(): Promise<void> {
    await Promise.all(this.lanes.map((lane) => lane.start()));
  }

  close(): void {
    for (const lane of this.lanes) lane.close();
  }
}

const CROWDED = "crowded";

/** An event stream takes one of the browser's few places, or is left out. */
function withSlot(way: Transport, slots: TakeSlot): Transport {
  return {
    ask: way.ask,
    async follow(answerId, after, sink, signal) {
      const slot = await slots();
      if (slot === null) {
        const detail = "other windows have all the places for event streams";
        throw new ApiError({ status: 0, code: CROWDED, detail, retryable: false });
      }
      try {
        return await way.follow(answerId, after, sink, signal);
      } finally {
        slot();
      }
    },
  };
}
