/**
 * Reads the text of pictures, in this browser: a worker is started with the first one, and ended when
 * none has come for a minute, as it holds a few hundred megabytes.
 */

import english from "@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz?url";
import korean from "@tesseract.js-data/kor/4.0.0_best_int/kor.traineddata.gz?url";
import core from "tesseract.js-core/tesseract-core-simd-lstm.wasm?url";
import type { Progress } from "../extracted.ts";
import { recognitionWorker } from "../worker-addresses.ts";
import type { FromWorker, Reading, ToWorker } from "./messages.ts";

export type { Reading };

const IDLE_MS = 60_000;

export class Unrecognised extends Error {
  readonly reason: "unreadable" | "unreachable" | "broken";

  constructor(reason: Unrecognised["reason"]) {
    super(reason);
    this.reason = reason;
  }
}

export interface RecognitionOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

export class Recognition {
  #worker: Worker | null = null;
  #idle: ReturnType<typeof setTimeout> | undefined;

  /**
   * What stands in a picture. One at a time.
   *
   * @throws Unrecognised if the browser cannot decode the picture, or the engine is not to be had;
   *   the signal's reason when it is aborted
   */
  async read(picture: Blob, { signal, onProgress }: RecognitionOptions): Promise<Reading> {
    signal.throwIfAborted();
    clearTimeout(this.#idle);
    const worker = this.#start();
    try {
      const reading = await answerOf(worker, picture, signal, onProgress);
      this.#idle = setTimeout(() => this.#end(), IDLE_MS);
      return reading;
    } catch (error) {
      // What it has begun cannot be called off in any other way.
      this.#end();
      throw error;
    }
  }

  #start(): Worker {
    if (this.#worker === null) {
      this.#worker = new Worker(recognitionWorker, { type: "module" });
      const languages = { kor: absolute(korean), eng: absolute(english) };
      send(this.#worker, { kind: "open", core: absolute(core), languages });
    }
    return this.#worker;
  }

  #end(): void {
    this.#worker?.terminate();
    this.#worker = null;
  }
}

function answerOf(
  worker: Worker,
  picture: Blob,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<Reading> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    worker.onerror = () => reject(new Unrecognised("unreachable"));
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (data.kind === "progress") onProgress(data.progress);
      else if (data.kind === "read") resolve(data.reading);
      else if (data.kind === "failed") reject(new Unrecognised(data.reason));
    };
    send(worker, { kind: "read", picture });
  });
}

function send(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}

function absolute(url: string): string {
  return new URL(url, location.href).href;
}
