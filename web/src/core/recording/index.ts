/** What went over the wire, kept for those who look at it. A folder of its own: the page loads it late. */

export { Recorder, type RecorderOptions } from "./recorder.ts";
export {
  type Exchange,
  foldFrame,
  type RecordedEvent,
  Recording,
  type Reroute,
  stateBefore,
  type Tally,
} from "./recording.ts";
