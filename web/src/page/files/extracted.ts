/** What becomes of a file when its text is asked for. */

import type { FileKind } from "./file-kinds.ts";
import type { Room } from "./room.ts";

/** Pages of a document, counted from 1. */
export interface PageRange {
  readonly first: number;
  readonly last: number;
}

/** What is being done, with the share of it that is done, from 0 to 1. */
export interface Progress {
  readonly step: "loading" | "preparing" | "reading" | "pages";
  readonly share: number;
}

/** The text of a file, as much of it as there is room for. */
export interface Extraction {
  readonly text: string;
  /** Some of it is probably wrong: it was read off a picture that is hard to read. */
  readonly unsure: boolean;
  /** Of a document in pages: those that it is the text of, and how many there are. */
  readonly pages?: PageRange & { readonly count: number };
  /** How much of the text there was room for, from 0 to 1; 1 is all that was asked for. */
  readonly fits: number;
}

/** Why there is none. */
export type Untold =
  /** Its kind is not known here. */
  | "other"
  /** Its kind is not read, but the program that made it has one that is. */
  | "office"
  /** A picture that this browser does not decode. */
  | "heic"
  /** It is damaged. */
  | "unreadable"
  /** A PDF that asks for a password. */
  | "locked"
  /** What reads it could not be fetched. */
  | "unreachable"
  | "broken"
  /** There is no text in it. */
  | "empty"
  /** The question has no room for any of it. */
  | "full"
  /** The server does not have it (any more). */
  | "lost";

export class Unextracted extends Error {
  readonly reason: Untold;

  constructor(reason: Untold) {
    super(reason);
    this.reason = reason;
  }
}

export interface ExtractOptions {
  /** The pages that are wanted; null for all. */
  readonly pages: PageRange | null;
  readonly room: Room;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** @throws Unextracted if there is no text; the signal's reason when it is aborted */
export type Extract = (file: File, kind: FileKind, options: ExtractOptions) => Promise<Extraction>;
