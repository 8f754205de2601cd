/**
 * What the page loads of the queue at first: the place where it stands. The queue itself comes after
 * the first paint, and waits in the browser for a page whose server is gone.
 */

import type { ReactNode } from "react";
import type { Conversation } from "../../core/index.ts";
import type { QuestionQueue } from "../../core/queue/index.ts";
import { Late, useLate } from "../shared/late.ts";
import type { QueueProps } from "./queued-list.tsx";

const lateQueue = new Late(() => import("./queued-list.tsx"));

/** The queue of a conversation; null until it is there. */
export function useQueue(conversation: Conversation): QuestionQueue | null {
  return useLate(lateQueue, true).loaded?.queueOf(conversation) ?? null;
}

export function Queue(props: QueueProps): ReactNode {
  const { loaded } = useLate(lateQueue, true);
  return loaded && <loaded.QueuedList {...props} />;
}
