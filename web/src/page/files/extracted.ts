/** What becomes of a file when its text is asked for. */

import type { FileKind } from "./file-kinds.ts";
import type { Progress } from "./recognition/messages.ts";

/** The text of a file. */
export interface Extraction {
  readonly text: string;
  /** Some of it is probably wrong: it was read off a picture that is hard to read. */
  readonly unsure: boolean;
}

/** Why there is none. */
export type Untold =
  /** Its kind is not known here. */
  | "other"
  /** A picture that this browser does not decode. */
  | "heic"
  /** It is damaged. */
  | "unreadable"
  /** What reads it could not be fetched. */
  | "unreachable"
  | "broken"
  /** There is no text in it. */
  | "empty";

export class Unextracted extends Error {
  readonly reason: Untold;

  constructor(reason: Untold) {
    super(reason);
    this.reason = reason;
  }
}

export interface ExtractOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** @throws Unextracted if there is no text; the signal's reason when it is aborted */
export type Extract = (
  file: File,
  kind: FileKind,
  options: ExtractOptions,
) => Promise<Extraction>;
