/** A second worker, for pages of many lines: it reads every other one on another core. */

import type { LineRead, LineReader } from "./engine.ts";
import type { Grey } from "./grey.ts";
import type { FromWorker, Opening, ToWorker } from "./messages.ts";

interface Asked {
  readonly line: Grey;
  readonly languages: string | undefined;
  readonly resolve: (read: LineRead | Promise<LineRead>) => void;
}

export class SecondReader implements LineReader {
  readonly #worker: Worker;
  readonly #instead: LineReader;
  /** Lines that it has not answered, the oldest first. */
  #asked: Asked[] = [];
  #lost = false;

  /** Starts the worker; where it does not come, or breaks, `instead` reads. */
  constructor(address: string, opening: Opening, instead: LineReader) {
    this.#instead = instead;
    this.#worker = new Worker(address, { type: "module" });
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (data.kind === "line") this.#asked.shift()?.resolve(data.read);
      else if (data.kind === "failed") this.#lose();
    };
    this.#worker.onerror = () => this.#lose();
    this.#send(opening);
  }

  read(line: Grey, languages?: string): LineRead | Promise<LineRead> {
    if (this.#lost) return this.#instead.read(line, languages);
    return new Promise((resolve) => {
      this.#asked.push({ line, languages, resolve });
      this.#send({ kind: "line", line, languages });
    });
  }

  #lose(): void {
    this.#lost = true;
    this.#worker.terminate();
    const left = this.#asked;
    this.#asked = [];
    for (const { line, languages, resolve } of left)
      resolve(Promise.resolve().then(() => this.#instead.read(line, languages)));
  }

  #send(message: ToWorker): void {
    this.#worker.postMessage(message);
  }
}
