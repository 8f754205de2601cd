/** One recorded event as the inspector shows it: its id, its data as JSON, the start of its text. */

import type { RecordedEvent } from "../../core/recording/index.ts";
import { assertNever, formatCursor } from "../../protocol/index.ts";
import { byteLength } from "../../transports/index.ts";

const PREVIEW_LENGTH = 160;

/** Empty for a heartbeat, which is no entry of the log. */
export function idOf({ frame }: RecordedEvent): string {
  return frame.cursor === null ? "" : formatCursor(frame.cursor);
}

/** The event's data as it is on the wire. */
export function dataOf({ frame }: RecordedEvent): string {
  return JSON.stringify(frame.event.data);
}

export function dataBytes(event: RecordedEvent): number {
  return byteLength(dataOf(event));
}

/** What of the data fits into a line; of events that carry text, the text. */
export function previewOf({ frame }: RecordedEvent): string {
  const { event } = frame;
  switch (event.kind) {
    case "delta":
    case "reasoning":
    case "reset":
      return inOneLine(event.data.text);
    case "tool_call":
      return inOneLine(`${event.data.name ?? ""} ${event.data.arguments ?? ""}`.trim());
    case "candidates":
      return inOneLine(event.data.tokens.map(([text]) => text).join("|"));
    case "started":
      return event.data.model;
    case "heartbeat":
      return event.data.phase;
    case "end":
      return event.data.status === event.data.reason
        ? event.data.status
        : `${event.data.status} · ${event.data.reason}`;
    case "unknown":
      return "";
    default:
      return assertNever(event);
  }
}

function inOneLine(text: string): string {
  return text.slice(0, PREVIEW_LENGTH).replaceAll("\n", "↵");
}
