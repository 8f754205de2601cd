/** Stops an answer at the server, trying again while it cannot be reached. */

import type { Answer } from "../protocol/index.ts";
import type { Clock } from "../transports/index.ts";
import { type ApiClient, asApiError } from "./api-client.ts";
import { backoffMs } from "./backoff.ts";

const MAX_TRIES = 6;

/**
 * Resolves to the stopped answer.
 *
 * @throws ApiError if the server refuses, or stays out of reach
 */
export async function stopAnswer(api: ApiClient, id: string, clock: Clock): Promise<Answer> {
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
