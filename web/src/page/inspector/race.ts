/**
 * One answer on its way by several transports, as a race of lanes: where its tokens and requests are at
 * a moment. A token is born when the first lane brings it, waits at the server until its own lane does,
 * and is then drawn on its way for as long as the eye needs. What has come is looked at once, and a
 * moment costs no more however much that is. Pure.
 */

import type { Recording } from "../../core/recording/index.ts";
import { isToken } from "../../protocol/index.ts";
import type { TransportName } from "../../transports/index.ts";
import { countUpTo } from "./count-up-to.ts";
import { idOf } from "./event-data.ts";

/** For how long a token or a request is drawn on its way. */
export const CROSSING_MS = 320;
/** Of those that are on their way together, at most so many are drawn. */
export const MOST_DOTS = 200;

/** Where something is on its way, from 0 to 1, and which of those that are there together. */
export interface Dot {
  readonly share: number;
  readonly rank: number;
}

/** A lane at a moment. */
export interface LaneView {
  /** How many tokens the lane has brought, those on their way included. */
  readonly came: number;
  readonly waiting: number;
  readonly tokens: readonly Dot[];
  /** From the browser to the server. */
  readonly requests: readonly number[];
  readonly requestCount: number;
  /** Whether a connection stands. */
  readonly open: boolean;
}

export interface Racer {
  readonly name: TransportName;
  readonly recording: Pick<Recording, "events" | "exchanges" | "droppedEvents"> | undefined;
}

export class Race {
  readonly lanes: readonly Lane[];
  /** When each token was born, in that order. */
  readonly #born: number[] = [];
  readonly #known = new Set<string>();

  constructor(racers: readonly Racer[]) {
    this.lanes = racers.map((racer) => new Lane(racer));
  }

  /** Takes in what has come since. The lanes have one clock: it came behind all that is known. */
  update(): void {
    const fresh = new Map<string, number>();
    for (const lane of this.lanes) {
      for (const [id, at] of lane.take()) {
        if (!this.#known.has(id)) fresh.set(id, Math.min(fresh.get(id) ?? at, at));
      }
    }
    for (const id of fresh.keys()) this.#known.add(id);
    for (const at of [...fresh.values()].sort((a, b) => a - b)) this.#born.push(at);
  }

  /** From when until when it lasts; null before the first request. */
  get span(): { readonly beginAt: number; readonly endAt: number } | null {
    const asked = this.lanes.flatMap(({ beganAt }) => beganAt ?? []);
    if (asked.length === 0) return null;
    const came = this.lanes.flatMap((lane) => lane.lastAt ?? []);
    // The last poll brings nothing, and counts all the same.
    const last = Math.max(...this.lanes.flatMap((lane) => lane.askedAt ?? []), ...came);
    return { beginAt: Math.min(...asked), endAt: last + CROSSING_MS };
  }

  /** Where all of each lane is at `now`. */
  at(now: number): readonly LaneView[] {
    const born = upTo(this.#born, now);
    return this.lanes.map((lane) => lane.at(now, born));
  }
}

class Lane {
  readonly name: TransportName;
  readonly #racer: Racer;
  /** When each token came, in that order. */
  readonly #came: number[] = [];
  readonly #known = new Set<string>();
  /** How many events have been looked at, those included that were dropped since. */
  #seen = 0;

  constructor(racer: Racer) {
    this.name = racer.name;
    this.#racer = racer;
  }

  get beganAt(): number | null {
    return this.#racer.recording?.exchanges[0]?.beganAt ?? null;
  }

  /** When it asked last. */
  get askedAt(): number | null {
    return this.#racer.recording?.exchanges.at(-1)?.beganAt ?? null;
  }

  get lastAt(): number | null {
    return this.#came.at(-1) ?? null;
  }

  /** The tokens that have come since, with their times. */
  take(): readonly (readonly [id: string, at: number])[] {
    const { recording } = this.#racer;
    if (recording === undefined) return [];
    const { events, droppedEvents } = recording;
    const taken: [string, number][] = [];
    for (const event of events.slice(Math.max(this.#seen - droppedEvents, 0))) {
      if (!isToken(event.frame)) continue;
      const id = idOf(event);
      if (this.#known.has(id)) continue;
      this.#known.add(id);
      this.#came.push(event.at);
      taken.push([id, event.at]);
    }
    this.#seen = droppedEvents + events.length;
    return taken;
  }

  at(now: number, born: number): LaneView {
    const came = upTo(this.#came, now);
    const exchanges = this.#racer.recording?.exchanges ?? [];
    const sent = exchanges.filter(({ beganAt }) => beganAt <= now);
    return {
      ...{ came, waiting: born - came, tokens: this.#dots(now, came) },
      requestCount: sent.at(-1)?.number ?? 0,
      requests: sent.map(({ beganAt }) => (now - beganAt) / CROSSING_MS).filter((each) => each < 1),
      open: sent.some(({ closedAt }) => closedAt === null || closedAt > now),
    };
  }

  /** Where those are that have come shortly before. */
  #dots(now: number, came: number): readonly Dot[] {
    const arrived = upTo(this.#came, now - CROSSING_MS);
    // Every second one of too many, or every fourth, and always the same ones.
    let step = 1;
    while (came - arrived > MOST_DOTS * step) step *= 2;
    const dots: Dot[] = [];
    let rank = 0;
    let together: number | null = null;
    for (let index = Math.ceil(arrived / step) * step; index < came; index += step) {
      const at = this.#came[index] ?? now;
      rank = at === together ? rank + 1 : 0;
      together = at;
      dots.push({ share: (now - at) / CROSSING_MS, rank });
    }
    return dots;
  }
}

function upTo(times: readonly number[], now: number): number {
  return countUpTo(times, now, (at) => at);
}
