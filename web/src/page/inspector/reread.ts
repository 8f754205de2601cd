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
const reading = new Set<string>();

/** The events that the server has of an answer, as `observer` is told. @throws ApiError if it has none */
export async function reread(answerId: string, observer: StreamObserver): Promise<void> {
  const server = serverAt({ baseUrl: SERVED_PATH });
  observer.following(answerId, "reread");
  const transport = pollTransport({ ...server, observer, everyMs: EVERY_MS });
  await transport.follow(answerId, null, NOBODY, new AbortController().signal);
}

/** Why the server has no events of the answer; null while that is not known. */
export function useReread(answerId: string, known: () => AnswerState | null): ApiError | null {
  const { loaded: recorder } = useStore(useLateRecorder());
  const [problem, setProblem] = useState<ApiError | null>(null);
  const wanted = recorder !== null && isUnseen(recorder, answerId, known());
  useEffect(() => {
    if (!wanted || recorder === null || reading.has(answerId)) return;
    reading.add(answerId);
    void reread(answerId, recorder)
      .catch((error: unknown) => setProblem(asApiError(error)))
      .finally(() => reading.delete(answerId));
  }, [wanted, recorder, answerId]);
  return problem;
}

function isUnseen(recorder: Recorder, answerId: string, answer: AnswerState | null): boolean {
  return answer?.ended === true && recorder.recording(answerId) === undefined;
}
