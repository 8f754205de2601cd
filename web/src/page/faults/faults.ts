/** The faults that were done to one answer in this window, with what came of them. */

import { type AnswerState, blankState, Store } from "../../core/index.ts";
import { foldFrame, type Recording } from "../../core/recording/index.ts";
import { type Frame, formatCursor } from "../../protocol/index.ts";
import { pollTransport, serverAt } from "../../transports/index.ts";
import { SERVED_PATH } from "../addresses.ts";
import { FaultyHand, isOf } from "./hand.ts";
import type { Line } from "./line.ts";
import { type Check, checkOf, type Damage, damageTo, type FaultName } from "./verdict.ts";

export interface FaultsState {
  /** The newest last. */
  readonly damages: readonly Damage[];
  /** null until the answer has ended, and again when it goes on. */
  readonly check: Check | null;
}

export class Faults extends Store<FaultsState> {
  readonly #answerId: string;
  readonly #hand: FaultyHand;
  /** What is being checked, or has been: which faults, and which end of the answer. */
  #checked = "";

  constructor(answerId: string, line: Line) {
    super({ damages: [], check: null });
    this.#answerId = answerId;
    this.#hand = new FaultyHand(line, isOf(answerId));
  }

  /** Does a fault; that to the reader is done by whoever follows the answer. */
  do(name: FaultName, recording: Recording): void {
    const damage = damageTo(recording, name, performance.now());
    if (name !== "reader") this.#hand.do(name);
    this.#checked = "";
    this.patch({ damages: [...this.getSnapshot().damages, damage], check: null });
  }

  /** Compares what has come of an answer that has ended with the server's events, once for each end. */
  async check(recording: Recording, known: AnswerState): Promise<void> {
    const { length } = this.getSnapshot().damages;
    const checked = `${length} ${known.cursor === null ? "" : formatCursor(known.cursor)}`;
    if (checked === this.#checked || length === 0) return;
    this.#checked = checked;
    this.patch({ check: null });
    try {
      const real = await eventsOf(this.#answerId);
      const whole = real.reduce(foldFrame, blankState());
      const sameText = whole.text === known.text && whole.reasoning === known.reasoning;
      // The answer went on meanwhile, or another fault was done.
      if (checked !== this.#checked) return;
      const { damages } = this.getSnapshot();
      this.patch({ check: checkOf(recording, damages, real, sameText) });
    } catch {
      // The server is away: nothing can be said about what it has.
      if (checked === this.#checked) this.#checked = "";
    }
  }

  /** Leaves the line alone. */
  release(): void {
    this.#hand.release();
  }
}

/** All events of an answer that has ended, by requests of their own. */
async function eventsOf(answerId: string): Promise<readonly Frame[]> {
  const real: Frame[] = [];
  const ignore = (): void => undefined;
  const sink = {
    onOpen: ignore,
    onBytes: ignore,
    onFrames: (frames: readonly Frame[]) => void real.push(...frames),
  };
  const plain = pollTransport(serverAt({ baseUrl: SERVED_PATH }));
  await plain.follow(answerId, null, sink, new AbortController().signal);
  return real;
}

let kept: { readonly answerId: string; readonly line: Line; readonly faults: Faults } | null = null;

/** Those of an answer; they are kept until another answer is looked at, whose line it then is. */
export function faultsOf(answerId: string, line: Line): Faults {
  if (kept?.answerId !== answerId || kept.line !== line) {
    kept?.faults.release();
    kept = { answerId, line, faults: new Faults(answerId, line) };
  }
  return kept.faults;
}
