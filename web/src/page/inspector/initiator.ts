/** Which of the sentences says why a request was made. Pure. */

import type { Cause, Exchange } from "../../core/recording/index.ts";

/** `next` told apart: what belongs to the request before depends on what that was. */
export type Reason = Exclude<Cause, "next"> | "arrived" | "probe" | "nextLong" | "nextPoll";

export function reasonOf({ cause, request }: Exchange, before: Exchange | undefined): Reason {
  if (cause !== "next") return cause;
  if (before?.request.method === "POST") return "arrived";
  // The browser does not say why a handshake failed.
  if (before?.request.url.startsWith("ws") === true) return "probe";
  return request.transport === "polling" ? "nextPoll" : "nextLong";
}
