/** The worker that reads pictures, one after the other. */

import type { Progress } from "../extracted.ts";
import { Engine } from "./engine.ts";
import { fromPixels, type Grey } from "./grey.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { readPicture } from "./picture.ts";

/** More pixels than any camera gives are made fewer when the picture is decoded. */
const MAX_PIXELS = 16_000_000;

let opened: Promise<Engine> | null = null;

self.onmessage = ({ data }: MessageEvent<ToWorker>): void => {
  if (data.kind === "open") opened = open(data.core, data.languages);
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
    tell({ kind: "read", reading: readPicture(photo, engine, progress) });
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
