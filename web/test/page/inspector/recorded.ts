/** Recorded events for tests, short to write. */

import type { Exchange, RecordedEvent } from "../../../src/core/recording/index.ts";
import { Recorder, type Recording } from "../../../src/core/recording/index.ts";
import type { Frame } from "../../../src/protocol/index.ts";
import type { WireRequest } from "../../../src/transports/index.ts";
import { sized } from "../../core/frames.ts";

export const REQUEST: WireRequest = {
  transport: "sse",
  answerId: "a1",
  method: "POST",
  url: "/api/answers",
  headers: { Accept: "text/event-stream" },
  body: '{"content":"hi"}',
};

/** A recording of one event stream: each frame with the time at which it came. */
export function recorded(
  frames: readonly (readonly [number, Frame])[],
  request: Partial<WireRequest> = {},
): Recording {
  let now = 0;
  const recorder = new Recorder({ now: () => now });
  const subject = { ...REQUEST, ...request };
  const wire = recorder.opening(subject);
  for (const [at, frame] of frames) {
    now = at;
    wire.chunk(sized(50), [frame]);
  }
  const found = recorder.recording(subject.answerId);
  if (found === undefined) throw new Error("nothing was recorded");
  return found;
}

/** Events without a recording. */
export function events(...frames: (readonly [number, Frame])[]): RecordedEvent[] {
  return frames.map(([at, frame]) => ({ at, frame, exchange: {} as Exchange }));
}
