/**
 * How much later each transport brought the same events. Pure.
 *
 * For every event the one that brought it first counts as zero, the others by how much later they
 * were. Events that came before every transport had its first reply are left out: one that connects
 * first is not faster for that.
 */

import type { RecordedEvent } from "../../core/recording/index.ts";
import { idOf } from "./event-data.ts";
import { type Spread, spreadOf } from "./figures.ts";

export interface Lane {
  /** When the first reply's head came; null while there is none. */
  readonly readyAt: number | null;
  readonly events: readonly RecordedEvent[];
}

/** The added latency of each lane, in their order; null where there is nothing to compare. */
export function addedLatency(lanes: readonly Lane[]): readonly (Spread | null)[] {
  const ready = lanes.filter((lane) => lane.readyAt !== null);
  if (ready.length < 2) return lanes.map(() => null);
  const fairFrom = Math.max(...ready.map((lane) => lane.readyAt ?? 0));
  const first = new Map<string, { at: number; lanes: number }>();
  const arrivals = lanes.map((lane) => arrivalsOf(lane.events));
  for (const each of arrivals) {
    for (const [id, at] of each) {
      const known = first.get(id);
      if (known === undefined) first.set(id, { at, lanes: 1 });
      else {
        known.lanes += 1;
        if (at < known.at) known.at = at;
      }
    }
  }
  return arrivals.map((each) => {
    const late: number[] = [];
    for (const [id, at] of each) {
      const known = first.get(id);
      if (known !== undefined && known.lanes > 1 && known.at > fairFrom) late.push(at - known.at);
    }
    return spreadOf(late);
  });
}

/** When each event came for the first time; heartbeats have no id and are not compared. */
function arrivalsOf(events: readonly RecordedEvent[]): ReadonlyMap<string, number> {
  const arrivals = new Map<string, number>();
  for (const event of events) {
    const id = idOf(event);
    if (id !== "" && !arrivals.has(id)) arrivals.set(id, event.at);
  }
  return arrivals;
}
