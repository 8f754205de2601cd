/**
 * One answer on its way by several transports, as a race of lanes: where its tokens and requests are at
 * a moment. A token is born when the first lane brings it, waits at the server until its own lane does,
 * and is then drawn on its way for as long as the eye needs. Pure.
 */

import type { RecordedEvent, Recording } from "../../core/recording/index.ts";
import { isToken } from "../../protocol/index.ts";
import type { TransportName } from "../../transports/index.ts";
import { idOf } from "./event-data.ts";

/** For how long a token or a request is drawn on its way. */
export const CROSSING_MS = 320;

export interface RaceToken {
  readonly bornAt: number;
  /** null: it has not come over this lane. */
  readonly cameAt: number | null;
}

export interface RaceRequest {
  readonly beganAt: number;
  readonly closedAt: number | null;
}

export interface RaceLane {
  readonly name: TransportName;
  /** In the order in which they were born. */
  readonly tokens: readonly RaceToken[];
  readonly requests: readonly RaceRequest[];
}

export interface Race {
  readonly beginAt: number;
  readonly endAt: number;
  readonly lanes: readonly RaceLane[];
}

/** Where something is on its way, from 0 to 1, and which of those that are there together. */
export interface Dot {
  readonly share: number;
  readonly rank: number;
}

/** A lane at a moment. */
export interface LaneView {
  readonly arrived: number;
  readonly waiting: number;
  readonly tokens: readonly Dot[];
  /** From the browser to the server. */
  readonly requests: readonly number[];
  readonly requestCount: number;
  /** Whether a connection stands. */
  readonly open: boolean;
}

interface Racer {
  readonly name: TransportName;
  readonly recording: Pick<Recording, "events" | "exchanges"> | undefined;
}

/** The race of what has come so far; null before the first request. */
export function raceOf(racers: readonly Racer[]): Race | null {
  const arrivals = racers.map(({ recording }) => arrivalsOf(recording?.events ?? []));
  const born = new Map<string, number>();
  for (const each of arrivals) {
    for (const [id, at] of each) born.set(id, Math.min(born.get(id) ?? at, at));
  }
  const order = [...born].sort(([, a], [, b]) => a - b);
  const lanes = racers.map(({ name, recording }, index) => ({
    name,
    tokens: order.map(([id, bornAt]) => ({ bornAt, cameAt: arrivals[index]?.get(id) ?? null })),
    requests: recording?.exchanges ?? [],
  }));
  const times = lanes.flatMap(({ tokens, requests }) => [
    ...requests.slice(0, 1).map(({ beganAt }) => beganAt),
    ...tokens.slice(-1).map(({ cameAt, bornAt }) => cameAt ?? bornAt),
  ]);
  if (times.length === 0) return null;
  const endAt = times.reduce((last, at) => Math.max(last, at)) + CROSSING_MS;
  return { beginAt: times.reduce((first, at) => Math.min(first, at)), endAt, lanes };
}

function arrivalsOf(events: readonly RecordedEvent[]): ReadonlyMap<string, number> {
  const arrivals = new Map<string, number>();
  for (const event of events) {
    const id = idOf(event);
    if (isToken(event.frame) && !arrivals.has(id)) arrivals.set(id, event.at);
  }
  return arrivals;
}

/** Where all of a lane is at `now`. */
export function laneAt({ tokens, requests }: RaceLane, now: number): LaneView {
  let arrived = 0;
  let waiting = 0;
  let rank = 0;
  let together: number | null = null;
  const dots: Dot[] = [];
  for (const { bornAt, cameAt } of tokens) {
    if (cameAt === null || cameAt > now) {
      if (bornAt <= now) waiting += 1;
      continue;
    }
    if (now - cameAt >= CROSSING_MS) {
      arrived += 1;
      continue;
    }
    rank = cameAt === together ? rank + 1 : 0;
    together = cameAt;
    dots.push({ share: (now - cameAt) / CROSSING_MS, rank });
  }
  const sent = requests.filter(({ beganAt }) => beganAt <= now);
  return {
    ...{ arrived, waiting, tokens: dots, requestCount: sent.length },
    requests: sent.map(({ beganAt }) => (now - beganAt) / CROSSING_MS).filter((share) => share < 1),
    open: sent.some(({ closedAt }) => closedAt === null || closedAt > now),
  };
}
