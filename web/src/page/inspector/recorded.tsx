/** Shows what was recorded of an answer, again and again while more is recorded; or what is in a file. */

import { type ReactNode, useEffect, useState } from "react";
import type { Recorder, Recording } from "../../core/recording/index.ts";
import { useStore } from "../../react/index.ts";
import { useLateRecorder } from "./late-recorder.ts";
import { useOpened } from "./opened.ts";
import { useInspectorTexts } from "./text/texts.ts";

/** Figures are read by people: a few times a second is enough. */
export const FIGURES_EVERY_MS = 250;

interface RecordedProps {
  answerId: string;
  /** At most so often. */
  everyMs: number;
  /** Stands in where nothing was recorded; default: a note that says so. */
  empty?: ReactNode;
  children: (recording: Recording) => ReactNode;
}

export function Recorded({ answerId, everyMs, empty, children }: RecordedProps): ReactNode {
  const texts = useInspectorTexts();
  const opened = useOpened();
  const seen = useRecording(answerId, everyMs);
  const recording = opened?.recording ?? seen;
  if (recording !== undefined) return children(recording);
  if (empty !== undefined) return empty;
  return (
    <div className="inspector-empty">
      <strong>{texts.none}</strong>
      <span>{texts.noneHint}</span>
    </div>
  );
}

function useRecording(answerId: string, everyMs: number): Recording | undefined {
  const { loaded: recorder } = useStore(useLateRecorder());
  const [, setVersion] = useState(0);
  useEffect(() => {
    if (recorder === null) return undefined;
    const look = (): void => setVersion(versionOf(recorder, answerId));
    look();
    return recorder.subscribe(atMostEvery(everyMs, look));
  }, [recorder, answerId, everyMs]);
  return recorder?.recording(answerId);
}

function versionOf(recorder: Recorder, answerId: string): number {
  return recorder.recording(answerId)?.version ?? 0;
}

/** Runs at once and then at most every `ms`, the last time after the last call. */
function atMostEvery(ms: number, run: () => void): () => void {
  let waiting = false;
  let lastAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (waiting) return;
    waiting = true;
    const waitMs = Math.max(lastAt + ms - performance.now(), 0);
    setTimeout(() => {
      waiting = false;
      lastAt = performance.now();
      run();
    }, waitMs);
  };
}
