/** One of the two programs that are shown beside each other: what it has, and the line that it uses. */

import { createClient, Store } from "../../core/index.ts";
import { ApiError } from "../../protocol/index.ts";
import { ladderTransport, serverAt } from "../../transports/index.ts";
import { FaultyHand } from "../faults/hand.ts";
import { Line } from "../faults/line.ts";
import { complete } from "./thirty-lines.ts";

export interface SideState {
  readonly text: string;
  readonly state: "idle" | "growing" | "ended" | "dead";
  /** Why the program died, where it knows more than that its connection broke. */
  readonly error: ApiError | null;
  /** Requests for the answer, with those that were made for it from the beginning again. */
  readonly requests: number;
  /** How many characters had come, and had to come again. */
  readonly anew: number;
  /** The longest time without a new character, in milliseconds. */
  readonly pauseMs: number;
}

const BLANK: SideState = {
  ...{ text: "", state: "idle", error: null },
  ...{ requests: 0, anew: 0, pauseMs: 0 },
};
/** The whole answer is written down beforehand, whatever is asked. */
export const QUESTION = "What is a river?";

export abstract class Side extends Store<SideState> {
  protected readonly line: Line;
  /** Does faults to all that goes over the line. */
  readonly hand: FaultyHand;
  #asked = 0;

  constructor(send: typeof fetch = (url, init) => globalThis.fetch(url, init)) {
    super(BLANK);
    this.line = new Line((url, init) => {
      this.patch({ requests: this.getSnapshot().requests + 1 });
      return send(url, init);
    });
    this.hand = new FaultyHand(this.line, () => true);
  }

  /** Asks from the beginning; whatever was shown is gone. */
  ask(): Promise<void> {
    return this.#ask(BLANK);
  }

  /** Asks for the same answer from the beginning, which costs what it has cost before, and more. */
  askAnew(): Promise<void> {
    const { text, requests, anew, pauseMs } = this.getSnapshot();
    return this.#ask({ ...BLANK, requests, anew: anew + lengthOf(text), pauseMs });
  }

  async #ask(from: SideState): Promise<void> {
    this.leave();
    this.hand.settle();
    const asked = ++this.#asked;
    const isOld = (): boolean => asked !== this.#asked;
    this.set({ ...from, state: "growing" });
    // A pause is between two texts: before the first one a server may still begin.
    let lastMs: number | null = null;
    try {
      await this.run((text) => {
        const before = this.getSnapshot();
        if (isOld() || text === before.text) return;
        const nowMs = performance.now();
        const pauseMs = Math.max(before.pauseMs, nowMs - (lastMs ?? nowMs));
        lastMs = nowMs;
        this.patch({ text, pauseMs });
      });
      if (!isOld()) this.patch({ state: "ended" });
    } catch (error) {
      const known = error instanceof ApiError ? error : null;
      if (!isOld()) this.patch({ state: "dead", error: known });
    }
  }

  /** Resolves at the end of the answer; rejects if the program loses it. */
  protected abstract run(show: (text: string) => void): Promise<void>;

  /** Lets go of the answer. */
  leave(): void {
    this.#asked += 1;
  }
}

/** The client of tutorials, as it is written down there. */
export class ThirtyLines extends Side {
  readonly #url: string;

  constructor(base: string, send?: typeof fetch) {
    super(send);
    this.#url = `${base}/thirty-lines/completion?prompt=${encodeURIComponent(QUESTION)}`;
  }

  protected override run(show: (text: string) => void): Promise<void> {
    return complete(this.#url, show, this.line.fetch);
  }
}

/** The page's own client, with all of its defaults. */
export class Yeoul extends Side {
  readonly #base: string;
  #leave: (() => void) | null = null;

  constructor(base: string, send?: typeof fetch) {
    super(send);
    this.#base = `${base}/yeoul`;
  }

  protected override async run(show: (text: string) => void): Promise<void> {
    const server = serverAt({ baseUrl: this.#base, fetch: this.line.fetch });
    const client = createClient({ ...server, transport: ladderTransport({ server }) });
    const stream = client.ask(QUESTION);
    const unsubscribe = stream.subscribe(() => show(stream.getSnapshot().answer.text));
    this.#leave = () => {
      unsubscribe();
      stream.close();
    };
    const answer = await stream.whenEnded();
    show(answer.text);
  }

  override leave(): void {
    super.leave();
    this.#leave?.();
    this.#leave = null;
  }
}

/** How much of what came is not the beginning of the answer, and how much of the answer is missing. */
export function damageOf(text: string, whole: string): { lost: number; doubled: number } {
  let same = 0;
  while (same < text.length && text[same] === whole[same]) same += 1;
  return { lost: lengthOf(whole.slice(same)), doubled: lengthOf(text.slice(same)) };
}

/** In characters: those beyond the first plane count once. */
export function lengthOf(text: string): number {
  return [...text].length;
}
