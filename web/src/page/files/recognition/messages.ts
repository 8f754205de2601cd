/** What the page and the worker that reads pictures say to each other, and that one to a second. */

import type { Progress } from "../extracted.ts";
import type { LineRead } from "./engine.ts";
import type { Grey } from "./grey.ts";

/** What was read in a picture. */
export interface Reading {
  /** Empty where nothing was found. */
  readonly text: string;
  /** Probably not all of it is right: the engine is unsure of its words. */
  readonly unsure: boolean;
}

export type ToWorker =
  | {
      readonly kind: "open";
      readonly core: string;
      /** The addresses of what the engine has learnt, packed, by the language's name. */
      readonly languages: Readonly<Record<string, string>>;
    }
  | { readonly kind: "read"; readonly picture: Blob }
  /** A line for the second worker, in these languages; the answers come in the same order. */
  | { readonly kind: "line"; readonly line: Grey; readonly languages: string | undefined };

export type Opening = Extract<ToWorker, { kind: "open" }>;

export type FromWorker =
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "read"; readonly reading: Reading }
  | { readonly kind: "line"; readonly read: LineRead }
  /** The browser does not decode it; or the engine could not be fetched; or it has broken. */
  | { readonly kind: "failed"; readonly reason: "unreadable" | "unreachable" | "broken" };
