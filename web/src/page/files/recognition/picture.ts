/** How a picture is read: prepared, taken apart into lines, and each line read by the engine. */

import type { Progress } from "../extracted.ts";
import type { Engine, LineRead, Word } from "./engine.ts";
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

/** What stands in a photo. Tells `onProgress` what it does. */
export function readPicture(
  photo: Grey,
  engine: Engine,
  onProgress: (progress: Progress) => void,
): Reading {
  onProgress({ step: "preparing", share: 0 });
  const page = prepared(photo);
  const pieces = piecesOf(page);
  const upright = isUpright(pieces, engine) ? pieces : piecesOf(turned(page, 2));
  return readLines(upright, engine, (share) => onProgress({ step: "reading", share }));
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

/** Whether a page stands on its feet: some of its lines are read both ways where that is in doubt. */
function isUpright(pieces: readonly Piece[], engine: Engine): boolean {
  const samples = samplesOf(pieces);
  const confidence = (quarters: number) =>
    confidenceOf(samples.flatMap(({ picture }) => engine.read(turned(picture, quarters)).words));
  const here = confidence(0);
  return here > SURE || here >= confidence(2);
}

/** The lines with the most in them, but for the longest: these may be no lines at all. */
function samplesOf(pieces: readonly Piece[]): readonly Piece[] {
  const byLength = [...pieces].sort((one, other) => widthOf(other.line) - widthOf(one.line));
  const first = Math.floor(byLength.length / 10);
  return byLength.slice(first, first + SAMPLES);
}

function readLines(
  pieces: readonly Piece[],
  engine: Engine,
  onProgress: (share: number) => void,
): Reading {
  const words: Word[] = [];
  let text = "";
  pieces.forEach(({ line, picture }, number) => {
    const read = readLine(picture, engine);
    onProgress((number + 1) / pieces.length);
    if (!isText(read.text, confidenceOf(read.words))) return;
    text += `${line.apart ? "\n" : ""}${read.text}\n`;
    words.push(...read.words);
  });
  return { text: text.trim(), unsure: confidenceOf(words) < UNSURE };
}

/** What stands in a line; read in another way where the engine is in doubt about some of them. */
function readLine(picture: Grey, engine: Engine): LineRead {
  let best = engine.read(picture);
  const others = [
    // Noise that is strong makes no letters once it is softened.
    () => (confidenceOf(best.words) < DOUBT ? engine.read(softened(picture)) : null),
    // Korean that is hard to read is now and then taken for English.
    () =>
      best.words.some(isDoubtfulLatin) && isHangul(best.text) ? engine.read(picture, KOREAN) : null,
  ];
  for (const other of others) {
    const read = other();
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
