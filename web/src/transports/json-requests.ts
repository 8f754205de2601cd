/** The requests of an answer that are answered in JSON: asking, and one page of its events. */

import {
  type Answer,
  type AskRequest,
  decodeAsked,
  decodeEventPage,
  type EventPage,
  networkError,
  problemOf,
} from "../protocol/index.ts";

export interface JsonOptions {
  /** Where the API lives; default: this origin. Without a slash at the end. */
  readonly baseUrl?: string;
  readonly fetch?: typeof fetch;
}

export interface JsonRequests {
  /** @throws ApiError if the server refuses, or cannot be reached */
  ask(body: AskRequest, key: string, signal: AbortSignal): Promise<Answer>;
  /**
   * What lies behind `cursor`: at once, or as soon as there is something within `waitS` seconds.
   *
   * @throws ApiError if the server refuses, or cannot be reached
   */
  events(
    answerId: string,
    cursor: string | null,
    waitS: number | null,
    signal: AbortSignal,
  ): Promise<EventPage>;
}

export function jsonRequests({ baseUrl = "", fetch: send }: JsonOptions): JsonRequests {
  const request = send ?? ((url: string, init: RequestInit) => globalThis.fetch(url, init));

  async function json(path: string, init: RequestInit): Promise<unknown> {
    try {
      const response = await request(`${baseUrl}/api${path}`, init);
      if (response.ok) return await response.json();
      throw await problemOf(response);
    } catch (error) {
      throw error instanceof Error && error.name === "ApiError" ? error : networkError(error);
    }
  }

  return {
    async ask(body, key, signal) {
      const headers = {
        Accept: "application/json",
        "Content-Type": "application/json",
        "Idempotency-Key": key,
      };
      const init = { method: "POST", headers, body: JSON.stringify(body), signal };
      return decodeAsked(await json("/answers", init)).answer;
    },
    async events(answerId, cursor, waitS, signal) {
      const query = new URLSearchParams();
      if (waitS !== null) query.set("wait", String(waitS));
      if (cursor !== null) query.set("after", cursor);
      const path = `/answers/${encodeURIComponent(answerId)}/events?${query}`;
      const headers = { Accept: "application/json" };
      return decodeEventPage(await json(path, { headers, signal, cache: "no-store" }));
    },
  };
}
