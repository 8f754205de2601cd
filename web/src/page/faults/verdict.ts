/**
 * What a fault did to an answer, and what came of it: read off the recording, and checked against the
 * events that the server has. Pure.
 */

import type { RecordedEvent, Recording } from "../../core/recording/index.ts";
import { type Cursor, compareCursors, type Frame, formatCursor } from "../../protocol/index.ts";
import type { TransportName } from "../../transports/index.ts";
import type { LineFault } from "./hand.ts";

export type FaultName = LineFault | "reader";

/** A fault that was done. */
export interface Damage {
  readonly name: FaultName;
  /** By the recording's clock. */
  readonly at: number;
  /** The newest event that had come. */
  readonly cursor: Cursor | null;
  /** How many requests there had been. */
  readonly requests: number;
}

/** What followed. */
export interface Repair {
  /** The request that asked for the rest, and how long after the fault. */
  readonly again: { readonly after: string | null; readonly afterMs: number } | null;
  /** The events that a killed reader has from the conversation, not over the line. */
  readonly between: { readonly first: Cursor; readonly last: Cursor } | null;
  /** The next event, how long after the fault. */
  readonly wentOnMs: number | null;
  /** It came another way from then on. */
  readonly turnedTo: TransportName | null;
}

/** What the server has, beside what has come. */
export interface Check {
  readonly events: number;
  readonly lost: number;
  readonly doubled: number;
  readonly sameText: boolean;
}

export function damageTo(recording: Recording, name: FaultName, at: number): Damage {
  const last = recording.events.findLast(({ frame }) => frame.cursor !== null);
  const cursor = last?.frame.cursor ?? null;
  return { name, at, cursor, requests: recording.exchanges.at(-1)?.number ?? 0 };
}

/** @param before when the next fault was done: what followed that is no repair of this one */
export function repairOf(
  recording: Recording,
  damage: Damage,
  before = Number.POSITIVE_INFINITY,
): Repair {
  const { at, requests } = damage;
  const again = recording.exchanges.find((each) => each.number > requests && each.beganAt < before);
  const next = recording.events.find(
    (each) => each.at > at && each.at < before && each.frame.cursor !== null,
  );
  const turn = recording.reroutes.find((each) => each.at >= at && each.at < before);
  const after = again === undefined ? null : cursorIn(again.request.url);
  return {
    again: again ? { after, afterMs: again.beganAt - at } : null,
    between: readBetween(damage, after),
    wentOnMs: next === undefined ? null : next.at - at,
    turnedTo: turn?.to ?? null,
  };
}

/** @param after the event from which on a killed reader has asked again */
function readBetween({ name, cursor }: Damage, after: string | null): Repair["between"] {
  if (name !== "reader" || cursor === null || after === null) return null;
  const last = cursorOf(after);
  if (last.epoch !== cursor.epoch || last.seq <= cursor.seq) return null;
  return { first: { ...cursor, seq: cursor.seq + 1 }, last };
}

function cursorOf(id: string): Cursor {
  const [epoch = 0, seq = 0] = id.split("-").map(Number);
  return { epoch, seq };
}

function cursorIn(url: string): string | null {
  return new URLSearchParams(url.split("?")[1] ?? "").get("after");
}

/**
 * Compares what has come with `real`, all events that the server has of the answer's epoch.
 *
 * A reader who was killed has what came meanwhile from the conversation, which tells up to which event
 * that goes; a `reset` has all before it.
 */
export function checkOf(
  recording: Recording,
  damages: readonly Damage[],
  real: readonly Frame[],
  sameText: boolean,
): Check {
  const came = recording.events.filter(hasPlace);
  const keys = came.map(({ frame }) => formatCursor(frame.cursor));
  const known = new Set(keys);
  const first = came[0]?.frame.cursor;
  const covered = damages.flatMap((each) => spanRead(recording, each));
  const resets = came.filter(({ frame }) => frame.event.kind === "reset");
  const lost = real.filter(({ cursor }) => {
    if (cursor === null || known.has(formatCursor(cursor))) return false;
    // What came before the recording began was not this line's to lose.
    if (first === undefined || compareCursors(cursor, first) < 0) return false;
    if (resets.some(({ frame }) => compareCursors(cursor, frame.cursor) <= 0)) return false;
    return !covered.some((span) => isIn(span, cursor));
  });
  return {
    events: known.size,
    lost: lost.length,
    doubled: keys.length - known.size,
    sameText,
  };
}

type Placed = RecordedEvent & { readonly frame: { readonly cursor: Cursor } };

function hasPlace(event: RecordedEvent): event is Placed {
  return event.frame.cursor !== null;
}

/** The events that came with the conversation when a killed reader came back. */
function spanRead(
  recording: Recording,
  damage: Damage,
): readonly (readonly [Cursor | null, string])[] {
  const { again } = repairOf(recording, damage);
  if (damage.name !== "reader" || again === null || again.after === null) return [];
  return [[damage.cursor, again.after]];
}

function isIn([behind, upTo]: readonly [Cursor | null, string], cursor: Cursor): boolean {
  if (behind !== null && compareCursors(cursor, behind) <= 0) return false;
  return compareCursors(cursor, cursorOf(upTo)) <= 0;
}
