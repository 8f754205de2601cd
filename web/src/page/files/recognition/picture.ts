/** How a picture is read: prepared, taken apart into lines, and each line read by the engine. */

import type { Progress } from "../extracted.ts";
import type { LineRead, LineReader, Word } from "./engine.ts";
import { type Grey, greyOf, softened, turned } from "./grey.ts";
import { type Line, linesOf, sumOf, widthOf } from "./lines.ts";
import type { Reading } from "./messages.ts";
import { lettered, prepared } from "./preparation.ts";

/** Below this mean confidence some words are probably wrong. */
const UNSURE = 70;
/** Lines of which the engine is less sure than this are no text: the edge of a table, a pattern. */
const NO_TEXT = 30;
const FEW = 3;
const SURE_OF_FEW = 60;
/** Below this confidence a line, or a word, is read again in another way. */
const DOUBT = 75;
const KOREAN = "kor";
/** Lines of a page by which it is told whether it is upside down; and how sure is sure enough. */
const SAMPLES = 4;
const SURE = 80;

/**
 * What stands in a photo. Its lines are independent: each of `readers`, one at least, reads the next
 * that nobody has begun. Tells `onProgress` what it does.
 */
export async function readPicture(
  photo: Grey,
  readers: (lines: number) => readonly LineReader[],
  onProgress: (progress: Progress) => void,
): Promise<Reading> {
  onProgress({ step: "preparing", share: 0 });
  const page = prepared(photo);
  const pieces = piecesOf(page);
  const each = readers(pieces.length);
  const samples = await samplesUpright(pieces, each);
  const upright = samples === null ? piecesOf(turned(page, 2)) : pieces;
  const progress = (share: number) => onProgress({ step: "reading", share });
  return readingOf(upright, await readLines(upright, samples ?? new Map(), each, progress));
}

/** The lines of a page from its top to its bottom, each as a picture of its own. */
function piecesOf(page: Grey): readonly Piece[] {
  const { page: clear, letters, letter } = lettered(page);
  return linesOf(letters, letter).map((line) => {
    return { line, picture: pictureOf(line, clear) };
  });
}

interface Piece {
  readonly line: Line;
  readonly picture: Grey;
}

/**
 * What was read in some lines of a page that stands on its feet; null if it is upside down. They are
 * read both ways where that is in doubt.
 */
async function samplesUpright(
  pieces: readonly Piece[],
  readers: readonly LineReader[],
): Promise<ReadonlyMap<Piece, LineRead> | null> {
  const samples = samplesOf(pieces);
  const readsOf = (quarters: number) =>
    inTurn(samples, readers, ({ picture }, reader) => reader.read(turned(picture, quarters)));
  const reads = await readsOf(0);
  const here = sureness(reads);
  if (here <= SURE && here < sureness(await readsOf(2))) return null;
  return new Map(samples.map((piece, at) => [piece, reads[at] as LineRead]));
}

function sureness(reads: readonly LineRead[]): number {
  return confidenceOf(reads.flatMap(({ words }) => words));
}

/** What comes of each item, in their order; each reader takes the next one as soon as it is free. */
async function inTurn<Item>(
  items: readonly Item[],
  readers: readonly LineReader[],
  read: (item: Item, reader: LineReader) => LineRead | Promise<LineRead>,
): Promise<readonly LineRead[]> {
  const reads = new Array<LineRead>(items.length);
  const left = items.entries();
  await Promise.all(
    readers.map(async (reader) => {
      for (const [at, item] of left) reads[at] = await read(item, reader);
    }),
  );
  return reads;
}

/** The lines with the most in them, but for the longest: these may be no lines at all. */
function samplesOf(pieces: readonly Piece[]): readonly Piece[] {
  const byLength = [...pieces].sort((one, other) => widthOf(other.line) - widthOf(one.line));
  const first = Math.floor(byLength.length / 10);
  return byLength.slice(first, first + SAMPLES);
}

function readLines(
  pieces: readonly Piece[],
  known: ReadonlyMap<Piece, LineRead>,
  readers: readonly LineReader[],
  onProgress: (share: number) => void,
): Promise<readonly LineRead[]> {
  let done = 0;
  return inTurn(pieces, readers, async (piece, reader) => {
    const read = await readLine(piece.picture, reader, known.get(piece));
    done += 1;
    onProgress(done / pieces.length);
    return read;
  });
}

function readingOf(pieces: readonly Piece[], reads: readonly LineRead[]): Reading {
  const words: Word[] = [];
  let text = "";
  pieces.forEach(({ line }, at) => {
    const read = reads[at];
    if (read === undefined || !isText(read.text, confidenceOf(read.words))) return;
    text += `${line.apart ? "\n" : ""}${read.text}\n`;
    words.push(...read.words);
  });
  return { text: text.trim(), unsure: confidenceOf(words) < UNSURE };
}

/** What stands in a line; read in another way where the engine is in doubt about some of it. */
async function readLine(
  picture: Grey,
  engine: LineReader,
  first: LineRead | undefined,
): Promise<LineRead> {
  let best = first ?? (await engine.read(picture));
  const others = [
    // Noise that is strong makes no letters once it is softened.
    () => (confidenceOf(best.words) < DOUBT ? engine.read(softened(picture)) : null),
    // Korean that is hard to read is now and then taken for English.
    () =>
      best.words.some(isDoubtfulLatin) && isHangul(best.text) ? engine.read(picture, KOREAN) : null,
  ];
  for (const other of others) {
    const read = await other();
    if (read !== null && confidenceOf(read.words) > confidenceOf(best.words)) best = read;
  }
  return best;
}

function isDoubtfulLatin({ text, confidence }: Word): boolean {
  return confidence < DOUBT && /[A-Za-z0-9]/.test(text);
}

function isHangul(text: string): boolean {
  return /[가-힣]/.test(text);
}

function isText(content: string, confidence: number): boolean {
  return content !== "" && confidence >= (content.length < FEW ? SURE_OF_FEW : NO_TEXT);
}

/** A line by itself on white, its wide gaps made narrow. */
function pictureOf({ strips, top, bottom }: Line, page: Grey): Grey {
  const high = bottom - top;
  // A full stop may stand behind what was taken for the end of a strip.
  const [before, behind] = [Math.round(high * 0.2), Math.round(high * 0.5)];
  const margin = Math.max(4, Math.round(high * 0.3));
  const width = sumOf(strips) + strips.length * (before + behind) + 2 * margin;
  const picture = greyOf(width, high + 2 * margin);
  picture.data.fill(255);
  // As may the tail of a comma hang below it.
  const around = Math.round(high * 0.15);
  const [first, last] = [Math.max(0, top - around), Math.min(page.height, bottom + around)];
  let place = margin;
  for (const strip of strips) {
    const start = Math.max(0, strip.left - before);
    const end = Math.min(page.width, strip.right + behind);
    for (let y = first; y < last; y += 1) {
      const row = page.data.subarray(y * page.width + start, y * page.width + end);
      picture.data.set(row, (y - top + margin) * width + place);
    }
    place += end - start;
  }
  return picture;
}

/** The mean confidence of the letters. */
export function confidenceOf(words: readonly Word[]): number {
  let sum = 0;
  let letters = 0;
  for (const { text, confidence } of words) {
    sum += confidence * text.length;
    letters += text.length;
  }
  return letters === 0 ? 0 : sum / letters;
}
