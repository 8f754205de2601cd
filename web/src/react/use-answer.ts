import { useSyncExternalStore } from "react";
import type { AnswerStream, StreamSnapshot } from "../core/index.ts";

const never = (): (() => void) => () => undefined;

/** A growing answer, painted at most once per frame; null where there is none. */
export function useAnswer(stream: AnswerStream | null): StreamSnapshot | null {
  const read = stream === null ? () => null : stream.getSnapshot;
  return useSyncExternalStore(stream?.subscribe ?? never, read, read);
}
