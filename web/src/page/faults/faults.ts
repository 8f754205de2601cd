/** The faults that were done to one answer in this window, with what came of them. */

import { type AnswerState, blankState, Store } from "../../core/index.ts";
import { foldFrame, type Recording } from "../../core/recording/index.ts";
import type { Frame } from "../../protocol/index.ts";
import { pollTransport, serverAt } from "../../transports/index.ts";
import { SERVED_PATH } from "../addresses.ts";
import { FaultyHand, isOf } from "./hand.ts";
import type { Line } from "./line.ts";
import { type Check, checkOf, type Damage, damageTo, type FaultName } from "./verdict.ts";

export interface FaultsState {
  /** The newest last. */
  readonly damages: readonly Damage[];
  /** null until the answer has ended. */
  readonly check: Check | null;
}

export class Faults extends Store<FaultsState> {
  readonly #answerId: string;
  readonly #hand: FaultyHand;
  #checking = false;

  constructor(answerId: string, line: Line) {
    super({ damages: [], check: null });
    this.#answerId = answerId;
    this.#hand = new FaultyHand(line, isOf(answerId));
  }

  /** Does a fault; that to the reader is done by whoever follows the answer. */
  do(name: FaultName, recording: Recording): void {
    const damage = damageTo(recording, name, performance.now());
    if (name === "cut") this.#hand.cut();
    else if (name === "silence") this.#hand.silence();
    else if (name === "buffering") this.#hand.buffer();
    this.patch({ damages: [...this.getSnapshot().damages, damage] });
  }

  /** Compares what has come of an answer that has ended with the server's events, once. */
  async check(recording: Recording, known: AnswerState): Promise<void> {
    if (this.#checking || this.getSnapshot().damages.length === 0) return;
    this.#checking = true;
    try {
      const real = await eventsOf(this.#answerId);
      const whole = real.reduce(foldFrame, blankState());
      const sameText = whole.text === known.text && whole.reasoning === known.reasoning;
      const { damages } = this.getSnapshot();
      this.patch({ check: checkOf(recording, damages, real, sameText) });
    } catch {
      // The server is away: nothing can be said about what it has.
      this.#checking = false;
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

let kept: { readonly answerId: string; readonly faults: Faults } | null = null;

/** Those of an answer; they are kept until another answer is looked at. */
export function faultsOf(answerId: string, line: Line): Faults {
  if (kept?.answerId !== answerId) {
    kept?.faults.release();
    kept = { answerId, faults: new Faults(answerId, line) };
  }
  return kept.faults;
}
