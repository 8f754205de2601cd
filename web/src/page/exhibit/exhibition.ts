/** The exhibit as the server runs it: begun with the view of it, and ended with that. */

import { Store } from "../../core/index.ts";
import { type ApiError, asApiError, readFields, readString } from "../../protocol/index.ts";
import { systemClock } from "../../runtime/index.ts";
import { fetchJson } from "../../transports/index.ts";
import { SERVED_PATH } from "../addresses.ts";
import { ThirtyLines, Yeoul } from "./side.ts";

export interface Running {
  readonly thirty: ThirtyLines;
  readonly yeoul: Yeoul;
  /** The answer that both give, in the end. */
  readonly whole: string;
  /** The server of the thirty lines, as it runs. */
  readonly code: string;
}

export interface ExhibitionState {
  /** null until the servers run. */
  readonly running: Running | null;
  readonly error: ApiError | null;
}

export type SharedFault = "cut" | "silence" | "buffering" | "kill";

const EXHIBITS = `${SERVED_PATH}/api/exhibits`;
/** Two servers start; on a busy machine that takes a while. */
const START_MS = 45_000;

export class Exhibition extends Store<ExhibitionState> {
  #base: string | null = null;
  #closed = false;

  constructor() {
    super({ running: null, error: null });
  }

  /** Starts the servers, unless they run. Never rejects. */
  async begin(): Promise<void> {
    this.set({ running: null, error: null });
    try {
      const given = readExhibit(await post(EXHIBITS, { exhibit: "thirty-lines" }, START_MS));
      const base = `${EXHIBITS}/${given.id}`;
      this.#base = base;
      if (this.#closed) this.#end();
      const sides = { thirty: new ThirtyLines(base), yeoul: new Yeoul(base) };
      this.patch({ running: { ...sides, whole: given.text, code: given.code } });
    } catch (error) {
      this.patch({ error: asApiError(error) });
    }
  }

  /** Asks both the same, from the beginning. */
  ask(): void {
    const { running } = this.getSnapshot();
    void running?.thirty.ask();
    void running?.yeoul.ask();
  }

  /** Does the same to both. Never rejects. */
  async do(fault: SharedFault): Promise<void> {
    const { running } = this.getSnapshot();
    if (running === null) return;
    if (fault === "kill") {
      await post(`${this.#base}/kill`, {}, 0).catch((error: unknown) => {
        this.patch({ error: asApiError(error) });
      });
      return;
    }
    for (const { hand } of [running.thirty, running.yeoul]) {
      if (fault === "cut") hand.cut();
      else if (fault === "silence") hand.silence();
      else hand.buffer();
    }
  }

  /** Ends the servers. */
  close(): void {
    this.#closed = true;
    const { running } = this.getSnapshot();
    running?.thirty.leave();
    running?.yeoul.leave();
    this.#end();
  }

  #end(): void {
    const base = this.#base;
    this.#base = null;
    // They would end by themselves, too, when nobody has used them for a while.
    if (base !== null) void fetch(base, { method: "DELETE", keepalive: true }).catch(() => null);
  }
}

async function post(url: string, body: unknown, waitMs: number): Promise<unknown> {
  const headers = { "Content-Type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(body) };
  const send: typeof fetch = (to, how) => fetch(to, how);
  const { value } = await fetchJson(url, init, { fetch: send, clock: systemClock, waitMs });
  return value;
}

function readExhibit(value: unknown): { id: string; text: string; code: string } {
  const fields = readFields(value, "the exhibit");
  return {
    id: readString(fields.id, "id"),
    text: readString(fields.text, "text"),
    code: readString(fields.code, "code"),
  };
}
