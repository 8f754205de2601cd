/**
 * Listens to what other windows and devices change: `GET /api/changes`, over one connection for all
 * windows of a browser.
 *
 * The window that holds a Web Lock listens for all and hands on what it hears over a
 * BroadcastChannel; when it is closed, the next one takes over. Without locks every window listens
 * for itself. Where no stream gets through, `missed` stands for what may have happened, now and then.
 */

import {
  type ApiError,
  asApiError,
  type Change,
  decodeChange,
  isFault,
  MISSED,
} from "../protocol/index.ts";
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
/** The server knows nobody here any longer: `error` has status 401, and nothing more is told. */
export type OnRefused = (error: ApiError) => void;

/** Calls `onChange` until `signal` is aborted, or until `onRefused` was called. */
export type Changes = (onChange: OnChange, signal: AbortSignal, onRefused?: OnRefused) => void;

const NAME = "yeoul.changes";
const UNAUTHENTICATED = 401;
/** How often a browser without a stream reads again. */
const READ_AGAIN_MS = 20_000;

export interface ChangesOptions extends ServerOptions {
  readonly clock?: Clock;
  /** Whose changes they are: windows of different owners share nothing. Default: all have one. */
  readonly owner?: string | undefined;
}

/** One connection for all windows of this browser. */
export function sharedChanges(options: ChangesOptions = {}): Changes {
  return (onChange, signal, onRefused) => {
    const locks = globalThis.navigator?.locks;
    if (locks === undefined || globalThis.BroadcastChannel === undefined) {
      void listenForChanges(options, onChange, signal, onRefused);
      return;
    }
    const name = [NAME, options.baseUrl, options.owner].filter(Boolean).join(" ");
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
        onRefused,
      );
    locks.request(name, { signal }, lead).catch(() => {
      // Aborted while waiting for the lock, or not allowed to have one.
      if (!signal.aborted) void listenForChanges(options, onChange, signal, onRefused);
    });
  };
}

/** Listens over a connection of its own, again and again, as `Changes` does. */
export async function listenForChanges(
  options: ChangesOptions,
  onChange: OnChange,
  signal: AbortSignal,
  onRefused?: OnRefused,
): Promise<void> {
  const { clock = systemClock } = options;
  for (let failures = 1; !signal.aborted; failures += 1) {
    const end = await listenOnce(options, onChange, signal);
    if (signal.aborted) return;
    // Only a person can change that, by logging in.
    if (typeof end === "object") {
      onRefused?.(end);
      return;
    }
    if (end === "heard") failures = 1;
    // A stream that is held back will be held back again: reading again stands in for it.
    await pause(end === "silent" ? READ_AGAIN_MS : backoffMs(failures, clock), clock, signal);
    if (end === "silent" && !signal.aborted) tellAll([onChange], MISSED);
  }
}

/**
 * `heard`: something came. `silent`: nothing came that could be read, and will not soon. An error is
 * the server's, which knows nobody here.
 */
type End = "heard" | "silent" | "failed" | ApiError;

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
  await untilAborted(reading, attempt.signal).catch((cause: unknown) => {
    const error = asApiError(cause);
    if (error.status === UNAUTHENTICATED) end = error;
    // A fault that is not the network's lasts for longer than a moment.
    else if (end === "failed" && isFault(error)) end = "silent";
  });
  cancel();
  signal.removeEventListener("abort", leave);
  attempt.abort();
  return end;
}
