/** What went over the wire, kept for those who look at it. A folder of its own: the page loads it late. */

export { Recorder, type RecorderOptions } from "./recorder.ts";
export {
  type Cause,
  type Exchange,
  emptyTally,
  foldFrame,
  type Piece,
  type RecordedEvent,
  Recording,
  type Reroute,
  sizeOf,
  stateBefore,
  type Tally,
} from "./recording.ts";
export {
  formOf,
  MAX_RECORDING_BYTES,
  RecordingError,
  readRecording,
  type SavedRecording,
  writeRecording,
} from "./recording-file.ts";
