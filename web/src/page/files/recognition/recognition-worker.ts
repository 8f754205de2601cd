/**
 * The worker that reads pictures, one after the other. For a page of many lines it starts another of
 * its kind, which it gives single lines to read, and which ends with it.
 */

import type { Progress } from "../extracted.ts";
import { Engine, type LineReader } from "./engine.ts";
import { fromPixels, type Grey } from "./grey.ts";
import type { FromWorker, Opening, ToWorker } from "./messages.ts";
import { readPicture } from "./picture.ts";
import { SecondReader } from "./second-reader.ts";

/** More pixels than any camera gives are made fewer when the picture is decoded. */
const MAX_PIXELS = 16_000_000;

/** A page of so many lines is worth a second engine: that takes a second to start, and memory. */
const MANY_LINES = 16;

let opened: Promise<Engine> | null = null;
let opening: Opening | null = null;
let second: SecondReader | null = null;

self.onmessage = ({ data }: MessageEvent<ToWorker>): void => {
  if (data.kind === "open") {
    opening = data;
    opened = open(data.core, data.languages);
  } else if (data.kind === "line") void readLine(data.line, data.languages);
  else void read(data.picture);
};

async function open(core: string, addresses: Readonly<Record<string, string>>): Promise<Engine> {
  const entries = Object.entries(addresses);
  let fetched = 0;
  const languages = await Promise.all(
    entries.map(async ([name, address]) => {
      const data = await unpacked(address);
      fetched += 1;
      progress({ step: "loading", share: fetched / (entries.length + 1) });
      return [name, data] as const;
    }),
  );
  return Engine.open({ core, languages: Object.fromEntries(languages) });
}

async function unpacked(address: string): Promise<Uint8Array> {
  const reply = await fetch(address);
  if (!reply.ok || reply.body === null) throw new TypeError(`${address}: ${reply.status}`);
  const stream = reply.body.pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function read(picture: Blob): Promise<void> {
  const photo = await decoded(picture).catch(() => null);
  if (photo === null) return tell({ kind: "failed", reason: "unreadable" });
  const engine = await opened?.catch(() => null);
  if (engine == null) return tell({ kind: "failed", reason: "unreachable" });
  try {
    const reading = await readPicture(photo, (lines) => readersFor(lines, engine), progress);
    tell({ kind: "read", reading });
  } catch {
    tell({ kind: "failed", reason: "broken" });
  }
}

/** Who reads a page of so many lines. */
function readersFor(lines: number, engine: Engine): readonly LineReader[] {
  if (lines < MANY_LINES || navigator.hardwareConcurrency < 2 || opening === null) return [engine];
  // While the engine here reads, nothing from elsewhere arrives: between its lines that has a turn,
  // and elsewhere there is always a line to go on with.
  const here: LineReader = {
    read: async (line, languages) => {
      await new Promise((resolve) => setTimeout(resolve));
      return engine.read(line, languages);
    },
  };
  second ??= new SecondReader(self.location.href, opening, engine);
  return [here, second, second];
}

/** Reads a line for the worker that has started this one. */
async function readLine(line: Grey, languages: string | undefined): Promise<void> {
  try {
    const engine = await opened;
    if (engine !== null) tell({ kind: "line", read: engine.read(line, languages) });
  } catch {
    tell({ kind: "failed", reason: "broken" });
  }
}

/** The picture as it is to be seen: what the camera noted about how it was held is heeded. */
async function decoded(picture: Blob): Promise<Grey> {
  const bitmap = await createImageBitmap(picture, { imageOrientation: "from-image" });
  const shrink = Math.min(1, Math.sqrt(MAX_PIXELS / (bitmap.width * bitmap.height)));
  const width = Math.max(1, Math.round(bitmap.width * shrink));
  const height = Math.max(1, Math.round(bitmap.height * shrink));
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (context === null) throw new TypeError("no canvas");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return fromPixels(width, height, context.getImageData(0, 0, width, height).data);
}

function progress(progress: Progress): void {
  tell({ kind: "progress", progress });
}

function tell(message: FromWorker): void {
  self.postMessage(message);
}
