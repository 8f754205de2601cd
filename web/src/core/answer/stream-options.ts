/** The options of following an answer, and their defaults. */

import {
  type Clock,
  onNextFrame,
  pageWakeUps,
  type Schedule,
  systemClock,
  type WakeUps,
} from "../../runtime/index.ts";
import type { Transport } from "../../transports/index.ts";
import type { ApiClient } from "../api-client.ts";

/** A program that waits is not watched; on a page the reader sees that it waits. */
const PAGELESS_GIVE_UP_MS = 120_000;

export interface StreamOptions {
  readonly transport: Transport;
  readonly api: Pick<ApiClient, "stop">;
  /**
   * Milliseconds without a sign of the server after which the stream is `refused`; default: never
   * on a page, else 120 000.
   */
  readonly giveUpMs?: number;
  readonly clock?: Clock;
  readonly schedule?: Schedule;
  readonly wakeUps?: WakeUps;
}

/** The options, with the defaults where one is left out. */
export function withDefaults(options: StreamOptions): Required<StreamOptions> {
  const pageless = globalThis.document === undefined;
  return {
    transport: options.transport,
    api: options.api,
    giveUpMs: options.giveUpMs ?? (pageless ? PAGELESS_GIVE_UP_MS : Number.POSITIVE_INFINITY),
    clock: options.clock ?? systemClock,
    schedule: options.schedule ?? onNextFrame,
    wakeUps: options.wakeUps ?? pageWakeUps,
  };
}
