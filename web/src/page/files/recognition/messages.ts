/** What the page and the worker that reads pictures say to each other. */

import type { Progress } from "../extracted.ts";

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
  | { readonly kind: "read"; readonly picture: Blob };

export type FromWorker =
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "read"; readonly reading: Reading }
  /** The browser does not decode it; or the engine could not be fetched; or it has broken. */
  | { readonly kind: "failed"; readonly reason: "unreadable" | "unreachable" | "broken" };
