/** Stops an answer at the server, trying again while that cannot be reached. */

import { type Answer, asApiError } from "../../protocol/index.ts";
import { backoffMs, type Clock } from "../../runtime/index.ts";
import type { ApiClient } from "../api-client.ts";

const MAX_TRIES = 6;

/**
 * Resolves to the stopped answer; null if its question has not arrived, and is stopped when it does.
 *
 * @throws ApiError if the server refuses, or stays out of reach
 */
export async function stopAnswer(
  api: Pick<ApiClient, "stop">,
  id: string,
  clock: Clock,
): Promise<Answer | null> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await api.stop(id);
    } catch (cause) {
      const error = asApiError(cause);
      if (!error.retryable || failures === MAX_TRIES) throw error;
      await new Promise<void>((resolve) => {
        clock.after(backoffMs(failures, clock), resolve);
      });
    }
  }
}
