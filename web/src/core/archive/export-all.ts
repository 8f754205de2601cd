/** Everything that the reader has, as the file that the server makes of it. */

import { networkError, problemOf } from "../../protocol/index.ts";
import { type Clock, systemClock, Watchdog } from "../../runtime/index.ts";
import { type ServerOptions, serverAt } from "../../transports/index.ts";

/** How long the server may be silent between two pieces. */
const SILENCE_MS = 30_000;

export interface ExportOptions extends ServerOptions {
  readonly clock?: Clock;
  /** Is told how many bytes have come. */
  readonly onBytes?: (bytes: number) => void;
}

/**
 * JSON Lines, which the import takes back. The browser keeps it where it keeps files, so that it may be
 * larger than memory.
 *
 * @throws ApiError if the server refuses, or not all of it comes
 */
export async function exportAll(options: ExportOptions = {}): Promise<Blob> {
  const { clock = systemClock, onBytes = () => undefined } = options;
  const { baseUrl, fetch: request } = serverAt(options);
  const attempt = new AbortController();
  const watchdog = new Watchdog(clock, SILENCE_MS, () => attempt.abort());
  try {
    const init = { method: "POST", cache: "no-store", signal: attempt.signal } as const;
    const response = await request(`${baseUrl}/api/export`, init);
    if (!response.ok) throw await problemOf(response);
    let bytes = 0;
    const counting = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(piece, out) {
        watchdog.feed();
        bytes += piece.byteLength;
        onBytes(bytes);
        out.enqueue(piece);
      },
    });
    return await new Response(response.body?.pipeThrough(counting)).blob();
  } catch (cause) {
    throw networkError(cause);
  } finally {
    watchdog.stop();
  }
}
