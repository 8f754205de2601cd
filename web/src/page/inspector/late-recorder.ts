/**
 * The recorder of this window. It comes after the first paint; what is reported before that waits here
 * with its time, so that a recording has all of it.
 */

import { createContext, useContext } from "react";
import type { Recorder } from "../../core/recording/index.ts";
import type { StreamObserver, WireObserver } from "../../transports/index.ts";
import { Late } from "../shared/late.ts";

type Report = (observer: StreamObserver) => void;

export class LateRecorder extends Late<Recorder> implements StreamObserver {
  /** What was reported before the recorder was there. */
  #waiting: { at: number; report: Report }[] = [];

  constructor() {
    super(async () => {
      const { Recorder } = await import("../../core/recording/index.ts");
      let past: number | null = null;
      const recorder = new Recorder({ now: () => past ?? performance.now() });
      for (const { at, report } of this.#waiting) {
        past = at;
        report(recorder);
      }
      past = null;
      this.#waiting = [];
      return recorder;
    });
  }

  following(...follow: Parameters<StreamObserver["following"]>): void {
    this.#report((to) => to.following(...follow));
  }

  rerouting(...turn: Parameters<StreamObserver["rerouting"]>): void {
    this.#report((to) => to.rerouting(...turn));
  }

  opening(request: Parameters<StreamObserver["opening"]>[0]): WireObserver {
    const { loaded } = this.getSnapshot();
    if (loaded !== null) return loaded.opening(request);
    let wire: WireObserver | undefined;
    this.#report((to) => {
      wire = to.opening(request);
    });
    return {
      head: (...head) => this.#report(() => wire?.head(...head)),
      chunk: (...chunk) => this.#report(() => wire?.chunk(...chunk)),
      closed: (...end) => this.#report(() => wire?.closed(...end)),
    };
  }

  #report(report: Report): void {
    const { loaded } = this.getSnapshot();
    if (loaded === null) this.#waiting.push({ at: performance.now(), report });
    else report(loaded);
  }
}

const RecorderContext = createContext<LateRecorder | null>(null);
export const RecorderProvider = RecorderContext.Provider;

/** What keeps all that goes over the wire in this tab. @throws TypeError outside a `RecorderProvider` */
export function useLateRecorder(): LateRecorder {
  const recorder = useContext(RecorderContext);
  if (recorder === null) throw new TypeError("There is no <RecorderProvider> above.");
  return recorder;
}
