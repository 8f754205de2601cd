/**
 * How much text a question has room for: what the wire takes of any, and what the model can hold.
 * Tokens are estimated as the server does (`generation/job.py`): by the bytes of UTF-8.
 */

/** Room that is left; a text takes of both. */
export interface Room {
  readonly characters: number;
  /** Bytes of UTF-8 in the model's window; Infinity where nobody tells how large that is. */
  readonly bytes: number;
}

/** What a question has room for (PROTOCOL.md, Limits), and what a file's name and fence take. */
const MAX_CHARACTERS = 200_000;
const FENCE_CHARACTERS = 600;
const BYTES_PER_TOKEN = 3;
/** The part of a model's window that a question may fill: the rest is for the answer. */
const QUESTION_SHARE = 0.75;

/** The room beside a text that is there already, for a model with a window of so many tokens. */
export function roomBeside(text: string, contextLength: number | null): Room {
  const whole = {
    characters: MAX_CHARACTERS - FENCE_CHARACTERS,
    bytes: contextLength === null ? Infinity : contextLength * QUESTION_SHARE * BYTES_PER_TOKEN,
  };
  return less(whole, text);
}

/** The room that is left behind a text. */
export function less({ characters, bytes }: Room, text: string): Room {
  return { characters: characters - text.length, bytes: bytes - bytesOf(text) };
}

export function hasRoom(room: Room, text: string): boolean {
  return text.length <= room.characters && bytesOf(text) <= room.bytes;
}

/** The beginning of a text that there is room for, to the end of a line where one is near. */
export function beginningOf(text: string, room: Room): string {
  if (hasRoom(room, text)) return text;
  let characters = Math.max(0, Math.min(text.length, room.characters));
  if (bytesOf(text.slice(0, characters)) > room.bytes)
    characters = new TextEncoder().encodeInto(
      text.slice(0, characters),
      new Uint8Array(Math.max(0, Math.floor(room.bytes))),
    ).read;
  // Half of a character of two would be no character.
  if (/[\uD800-\uDBFF]/.test(text[characters - 1] ?? "")) characters -= 1;
  const cut = text.slice(0, characters);
  const end = cut.lastIndexOf("\n");
  return end > characters / 2 ? cut.slice(0, end) : cut;
}

function bytesOf(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    // Each half of a character of four bytes counts as two.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit & 0xf800) === 0xd800 ? 2 : 3;
  }
  return bytes;
}
