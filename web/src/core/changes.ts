/**
 * Listens to what other windows and devices change: `GET /api/changes`, over one connection for all
 * windows of a browser.
 *
 * The window that holds a Web Lock listens for all and hands on what it hears over a
 * BroadcastChannel; when it is closed, the next one takes over. Without locks every window listens
 * for itself. Where no stream gets through, `missed` stands for what may have happened, now and then.
 */

import { asApiError, type Change, decodeChange, isFault, MISSED } from "../protocol/index.ts";
import {
  backoffMs,
  type Clock,
  pause,
  systemClock,
  tellAll,
  untilAborted,
} from "../runtime/index.ts";
import {
  FIRST_BYTE_MS,
  jsonOf,
  readEventStream,
  type ServerOptions,
  STALL_MS,
  serverAt,
} from "../transports/index.ts";

export type OnChange = (change: Change) => void;

/** Calls `onChange` until `signal` is aborted. */
export type Changes = (onChange: OnChange, signal: AbortSignal) => void;

const NAME = "yeoul.changes";
/** How often a browser without a stream reads again. */
const READ_AGAIN_MS = 20_000;

export interface ChangesOptions extends ServerOptions {
  readonly clock?: Clock;
}

/** One connection for all windows of this browser. */
export function sharedChanges(options: ChangesOptions = {}): Changes {
  return (onChange, signal) => {
    const locks = globalThis.navigator?.locks;
    if (locks === undefined || globalThis.BroadcastChannel === undefined) {
      void listenForChanges(options, onChange, signal);
      return;
    }
    const name = options.baseUrl ? `${NAME} ${options.baseUrl}` : NAME;
    const channel = new BroadcastChannel(name);
    channel.onmessage = ({ data }: MessageEvent<Change>) => onChange(data);
    signal.addEventListener("abort", () => channel.close());
    const lead = (): Promise<void> =>
      listenForChanges(
        options,
        (change) => {
          channel.postMessage(change);
          onChange(change);
        },
        signal,
      );
    locks.request(name, { signal }, lead).catch(() => {
      // Aborted while waiting for the lock, or not allowed to have one.
      if (!signal.aborted) void listenForChanges(options, onChange, signal);
    });
  };
}

/** Listens over a connection of its own, again and again, until `signal` is aborted. */
export async function listenForChanges(
  options: ChangesOptions,
  onChange: OnChange,
  signal: AbortSignal,
): Promise<void> {
  const { clock = systemClock } = options;
  for (let failures = 1; !signal.aborted; failures += 1) {
    const end = await listenOnce(options, onChange, signal);
    if (signal.aborted) return;
    if (end === "heard") failures = 1;
    // A stream that is held back will be held back again: reading again stands in for it.
    await pause(end === "silent" ? READ_AGAIN_MS : backoffMs(failures, clock), clock, signal);
    if (end === "silent" && !signal.aborted) tellAll([onChange], MISSED);
  }
}

/** `heard`: something came. `silent`: nothing came that could be read, and will not soon. */
type End = "heard" | "silent" | "failed";

async function listenOnce(
  options: ChangesOptions,
  onChange: OnChange,
  signal: AbortSignal,
): Promise<End> {
  const { clock = systemClock } = options;
  const { baseUrl, fetch: request } = serverAt(options);
  const attempt = new AbortController();
  const leave = (): void => attempt.abort();
  let end: End = "failed";
  let cancel = clock.after(FIRST_BYTE_MS, () => {
    end = "silent";
    leave();
  });
  const onChunk = (messages: readonly { event?: string; data: string }[]): void => {
    cancel();
    cancel = clock.after(STALL_MS, leave);
    // Nothing is kept for a reader that was away.
    if (end !== "heard") tellAll([onChange], MISSED);
    end = "heard";
    for (const message of messages) {
      if (message.event === "change") tellAll([onChange], decodeChange(jsonOf(message)));
    }
  };
  signal.addEventListener("abort", leave);
  const headers = { Accept: "text/event-stream" };
  const init = { headers, signal: attempt.signal, cache: "no-store" } as const;
  const reply = request(`${baseUrl}/api/changes`, init);
  // How it ends says little: the next try shows whether the server is there.
  const reading = readEventStream(reply, { onOpen: () => undefined, onChunk }, attempt.signal);
  await untilAborted(reading, attempt.signal).catch((error: unknown) => {
    // A fault that is not the network's lasts for longer than a moment.
    if (end === "failed" && isFault(asApiError(error))) end = "silent";
  });
  cancel();
  signal.removeEventListener("abort", leave);
  attempt.abort();
  return end;
}
