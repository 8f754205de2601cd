/**
 * The events that match what was typed. Each event is looked at once, however often more come, as
 * long as the filter stays and nothing is dropped from the front.
 */

import type { RecordedEvent, Recording } from "../../core/recording/index.ts";
import { idOf, previewOf } from "./event-data.ts";

export class EventFilter {
  #of: Recording | null = null;
  #wanted = "";
  #dropped = 0;
  #seen = 0;
  /** Positions in the recording's events. */
  #found: number[] = [];

  /** null if all match. */
  matching(recording: Recording, wanted: string): readonly number[] | null {
    const lower = wanted.trim().toLowerCase();
    if (lower === "") return null;
    const { events, droppedEvents } = recording;
    if (recording !== this.#of || lower !== this.#wanted || droppedEvents !== this.#dropped) {
      this.#of = recording;
      this.#wanted = lower;
      this.#dropped = droppedEvents;
      this.#seen = 0;
      this.#found = [];
    }
    for (; this.#seen < events.length; this.#seen += 1) {
      const event = events[this.#seen];
      if (event !== undefined && matches(event, lower)) this.#found.push(this.#seen);
    }
    return this.#found;
  }
}

function matches(event: RecordedEvent, lower: string): boolean {
  return (
    idOf(event).includes(lower) ||
    event.frame.event.kind.includes(lower) ||
    previewOf(event).toLowerCase().includes(lower)
  );
}
