/** The exhibit as the server runs it: begun with the view of it, and ended with that. */

import { Store } from "../../core/index.ts";
import {
  type ApiError,
  asApiError,
  problemOf,
  readFields,
  readString,
} from "../../protocol/index.ts";
import { systemClock } from "../../runtime/index.ts";
import { fetchJson } from "../../transports/index.ts";
import { SERVED_PATH } from "../addresses.ts";
import type { LineFault } from "../faults/hand.ts";
import { type SideState, ThirtyLines, Yeoul } from "./side.ts";

export interface Running {
  readonly thirty: ThirtyLines;
  readonly yeoul: Yeoul;
  /** The answer that both give, in the end. */
  readonly whole: string;
  /** The server of the thirty lines, as it runs. */
  readonly code: string;
}

export interface ExhibitionState {
  /** null until the servers run, and when they have ended. */
  readonly running: Running | null;
  /** Why they do not run, or why the last fault was not done. */
  readonly error: ApiError | null;
  /** What the Yeoul had when the servers were killed; null if they were not, since the last question. */
  readonly killed: Pick<SideState, "text" | "requests"> | null;
}

/** Whether killed servers are away, as far as one sees: nothing has come from them since. */
export function areAway({ killed }: ExhibitionState, { text, requests }: SideState): boolean {
  if (killed === null) return false;
  return requests === killed.requests || text.length <= killed.text.length;
}

const BLANK: ExhibitionState = { running: null, error: null, killed: null };

export type SharedFault = LineFault | "kill";

const EXHIBITS = `${SERVED_PATH}/api/exhibits`;
/** Two servers start; on a busy machine that takes a while. */
const START_MS = 45_000;

export class Exhibition extends Store<ExhibitionState> {
  #base: string | null = null;
  #closed = false;

  constructor() {
    super(BLANK);
  }

  /** Starts the servers, unless they run. Never rejects. */
  async begin(): Promise<void> {
    this.set(BLANK);
    try {
      const given = readExhibit(await post(EXHIBITS, { exhibit: "thirty-lines" }, START_MS));
      const base = `${EXHIBITS}/${given.id}`;
      this.#base = base;
      if (this.#closed) this.#end();
      const sides = { thirty: new ThirtyLines(base, this.#send), yeoul: new Yeoul(base) };
      this.patch({ running: { ...sides, whole: given.text, code: given.code } });
    } catch (error) {
      this.patch({ error: asApiError(error) });
    }
  }

  /** Asks both the same, from the beginning. */
  ask(): void {
    this.patch({ error: null, killed: null });
    const { running } = this.getSnapshot();
    void running?.thirty.ask();
    void running?.yeoul.ask();
  }

  /**
   * How the thirty lines are asked: they would show a problem as an answer. Theirs are never that they
   * are not there; the Yeoul may say so of an answer, and knows what to do.
   */
  readonly #send: typeof fetch = async (url, init) => {
    const base = this.#base;
    const reply = await fetch(url, init);
    if (reply.status === 404 && base === this.#base) this.#lose(await problemOf(reply.clone()));
    return reply;
  };

  /** The servers have ended, as nobody used them, or as the server that had begun them was stopped. */
  #lose(error: ApiError): void {
    this.#leave();
    this.#base = null;
    this.set({ ...BLANK, error });
  }

  #leave(): void {
    const { running } = this.getSnapshot();
    running?.thirty.leave();
    running?.yeoul.leave();
  }

  /** Does the same to both. Never rejects. */
  async do(fault: SharedFault): Promise<void> {
    const { running } = this.getSnapshot();
    if (running === null) return;
    this.patch({ error: null });
    if (fault !== "kill") {
      for (const { hand } of [running.thirty, running.yeoul]) hand.do(fault);
      return;
    }
    // Those that are away cannot be killed again.
    if (areAway(this.getSnapshot(), running.yeoul.getSnapshot())) return;
    this.patch({ killed: running.yeoul.getSnapshot() });
    try {
      await post(`${this.#base}/kill`, {}, 0);
    } catch (failure) {
      const error = asApiError(failure);
      if (error.status === 404) this.#lose(error);
      else this.patch({ error, killed: null });
    }
  }

  /** Ends the servers. */
  close(): void {
    this.#closed = true;
    this.#leave();
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
