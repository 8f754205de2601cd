/**
 * Reads the events of an answer that this page did not see growing from the server's log, into the
 * recorder, when somebody looks at it. They come without the times at which they happened.
 */

import { useEffect, useState } from "react";
import type { AnswerState } from "../../core/index.ts";
import type { Recorder } from "../../core/recording/index.ts";
import { type ApiError, asApiError } from "../../protocol/index.ts";
import { useStore } from "../../react/index.ts";
import { pollTransport, type Sink, type StreamObserver, serverAt } from "../../transports/index.ts";
import { SERVED_PATH } from "../addresses.ts";
import { useLateRecorder } from "./late-recorder.ts";

/** What is read goes to the observer alone. */
const NOBODY: Sink = {
  onOpen: () => undefined,
  onBytes: () => undefined,
  onFrames: () => undefined,
};
/** A reply has at most 1 MiB; the next is asked for at once. */
const EVERY_MS = 0;
/** Those that are being read: looking twice costs no second request. */
const reading = new Map<string, Promise<void>>();

/** The events that the server has of an answer, as `observer` is told. @throws ApiError if it has none */
export async function reread(answerId: string, observer: StreamObserver): Promise<void> {
  const server = serverAt({ baseUrl: SERVED_PATH });
  observer.following(answerId, "reread");
  const transport = pollTransport({ ...server, observer, everyMs: EVERY_MS });
  await transport.follow(answerId, null, NOBODY, new AbortController().signal);
}

/** As `reread`, for all who want it at the same time. */
function rereadOnce(answerId: string, observer: StreamObserver): Promise<void> {
  const begun = reading.get(answerId);
  if (begun !== undefined) return begun;
  const done = reread(answerId, observer).finally(() => reading.delete(answerId));
  reading.set(answerId, done);
  return done;
}

/**
 * Why the events of the answer could not be read from the server; null while that is not known. Whoever
 * looks at the answer anew has it tried again, and so does `again`.
 */
export function useReread(
  answerId: string,
  known: () => AnswerState | null,
): { readonly problem: ApiError | null; readonly again: () => void } {
  const { loaded: recorder } = useStore(useLateRecorder());
  const [problem, setProblem] = useState<ApiError | null>(null);
  const [tries, setTries] = useState(0);
  const wanted = recorder !== null && isUnseen(recorder, answerId, known());
  // biome-ignore lint/correctness/useExhaustiveDependencies: each try is another
  useEffect(() => {
    if (!wanted || recorder === null) return;
    setProblem(null);
    rereadOnce(answerId, recorder).catch((error: unknown) => setProblem(asApiError(error)));
  }, [wanted, recorder, answerId, tries]);
  return { problem, again: () => setTries(tries + 1) };
}

/** Whether nothing has come of an answer that has ended: what was tried may have brought nothing. */
function isUnseen(recorder: Recorder, answerId: string, answer: AnswerState | null): boolean {
  const recording = recorder.recording(answerId);
  const tried = recording === undefined || (recording.reread && recording.events.length === 0);
  return answer?.ended === true && tried;
}
