/** Stops answers at the server, trying again while it cannot be reached. */

import { type Answer, asApiError } from "../../protocol/index.ts";
import type { Clock } from "../../runtime/index.ts";
import { backoffMs } from "../../runtime/index.ts";
import type { ApiClient } from "../api-client.ts";
import type { Ask } from "./stream-options.ts";
import { isOver, type StreamSnapshot } from "./stream-snapshot.ts";

const MAX_TRIES = 6;

type Stopping = Pick<ApiClient, "stop" | "asked">;

/** An answer that is followed, as far as a stop needs it. */
interface Followed {
  getSnapshot(): StreamSnapshot;
  subscribe(listener: () => void): () => void;
  /** Follows it no longer. */
  close(): void;
  /** Takes over how it ended. */
  adopt(answer: Answer): void;
}

/**
 * Resolves to the stopped answer.
 *
 * @throws ApiError if the server refuses, or stays out of reach
 */
export function stopAnswer(api: Stopping, id: string, clock: Clock): Promise<Answer> {
  return insist(() => api.stop(id), clock);
}

/**
 * Stops an answer that is followed, as soon as the server has named it. A question that waits to be
 * sent again is let go of instead; what came of it is stopped if it was only the reply that was
 * lost. `ask`: what began the stream.
 *
 * @throws ApiError if the server refuses, or stays out of reach
 */
export async function stopStream(
  stream: Followed,
  ask: Ask | null,
  api: Stopping,
  clock: Clock,
): Promise<void> {
  const { answer, connection } = stream.getSnapshot();
  if (ask !== null && answer.id === null && connection === "reconnecting") {
    stream.close();
    const asked = await insist(() => api.asked(ask.body, ask.key), clock);
    if (asked !== null) await stopAnswer(api, asked.id, clock);
    return;
  }
  const id = await nameOf(stream);
  if (id !== null) stream.adopt(await stopAnswer(api, id, clock));
}

async function insist<T>(send: () => Promise<T>, clock: Clock): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await send();
    } catch (cause) {
      const error = asApiError(cause);
      if (!error.retryable || failures === MAX_TRIES) throw error;
      await new Promise<void>((resolve) => {
        clock.after(backoffMs(failures, clock), resolve);
      });
    }
  }
}

/** The id of the answer; null if the stream is over before there is one. */
function nameOf(stream: Followed): Promise<string | null> {
  return new Promise((resolve) => {
    const look = (): void => {
      const { answer, connection } = stream.getSnapshot();
      if (answer.id === null && !isOver(connection)) return;
      unsubscribe();
      resolve(answer.id);
    };
    const unsubscribe = stream.subscribe(look);
    look();
  });
}
