/** A picture as it is sent: upright, not larger than a model looks at, and nothing but its pixels. */

import { Unextracted } from "./extracted.ts";
import { isHeic } from "./file-kinds.ts";

/** The longest side, in pixels: what the server keeps of it (PROTOCOL.md, Attachments). */
const MAX_SIDE = 2048;
const JPEG_QUALITY = 0.85;
/** A drawing or a piece of the screen up to this many pixels keeps its sharp edges. */
const SMALL_PIXELS = 300_000;

export interface PreparedPicture {
  readonly picture: Blob;
  readonly width: number;
  readonly height: number;
}

/** @throws Unextracted if this browser cannot decode it */
export async function preparePicture(file: File): Promise<PreparedPicture> {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => {
    throw new Unextracted(isHeic(file) ? "heic" : "unreadable");
  });
  const shrink = Math.min(1, MAX_SIDE / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * shrink));
  const height = Math.max(1, Math.round(bitmap.height * shrink));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (context === null) throw new Unextracted("broken");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const isPhoto = file.type === "image/jpeg";
  const keepsAll =
    !isPhoto && (width * height <= SMALL_PIXELS || isTransparent(context, width, height));
  const picture = await canvas.convertToBlob(
    keepsAll ? { type: "image/png" } : { type: "image/jpeg", quality: JPEG_QUALITY },
  );
  return { picture, width, height };
}

function isTransparent(
  context: OffscreenCanvasRenderingContext2D,
  width: number,
  height: number,
): boolean {
  const { data } = context.getImageData(0, 0, width, height);
  for (let alpha = 3; alpha < data.length; alpha += 4) if (data[alpha] !== 255) return true;
  return false;
}
