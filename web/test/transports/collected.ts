/** A sink that keeps what it is given. */

import type { Frame } from "../../src/protocol/index.ts";
import type { Sink } from "../../src/transports/index.ts";

export interface Collected {
  readonly sink: Sink;
  readonly frames: Frame[];
  kinds(): string[];
  opened(): number;
}

export function collected(): Collected {
  const frames: Frame[] = [];
  let opened = 0;
  const sink: Sink = {
    onOpen: () => {
      opened += 1;
    },
    onBytes: () => undefined,
    onFrames: (more) => frames.push(...more),
  };
  return {
    sink,
    frames,
    kinds: () => frames.map((frame) => frame.event.kind),
    opened: () => opened,
  };
}
