/**
 * Which transport to use: the best one that is known to get through. Pure; it is told what happens.
 *
 * A transport that does not get through is passed over, but only for the moment: perhaps nothing
 * gets through. Once a lower one has delivered, the choice stands for the tab. An error that tells
 * of the server, and not of the way to it, takes back what does not stand yet.
 */

import { tellAll } from "../runtime/index.ts";

/** From the best to the one that always works. */
export const LADDER = ["sse", "websocket", "long-polling", "polling"] as const;

export type TransportName = (typeof LADDER)[number];
/** `auto`, or the one that somebody has chosen. */
export type TransportMode = "auto" | TransportName;

export interface ChoiceOptions {
  readonly mode?: TransportMode;
  /** What an earlier choice came to in this tab. */
  readonly known?: TransportName;
  /** Called when it stands that nothing above `name` gets through. */
  readonly remember?: (name: TransportName) => void;
}

export class TransportChoice {
  readonly #remember: (name: TransportName) => void;
  readonly #listeners = new Set<() => void>();
  #mode: TransportMode;
  /** Index of the best transport that is not known to fail. */
  #known: number;
  /** Index of the one that is being tried. */
  #tried: number;

  constructor({ mode = "auto", known = "sse", remember }: ChoiceOptions = {}) {
    this.#mode = mode;
    this.#known = LADDER.indexOf(known);
    this.#tried = this.#known;
    this.#remember = remember ?? (() => undefined);
  }

  get current(): TransportName {
    return this.#mode === "auto" ? (LADDER[this.#tried] ?? "sse") : this.#mode;
  }

  /** Calls `listener` when somebody has chosen anew. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  choose(mode: TransportMode): void {
    if (mode === this.#mode) return;
    this.#mode = mode;
    // Choosing is also the way to have everything tried again.
    this.#known = 0;
    this.#tried = 0;
    tellAll(this.#listeners);
  }

  /** Nothing came through `name`, or not as it was sent. Returns whether another is to be tried. */
  blocked(name: TransportName): boolean {
    if (this.#mode !== "auto") return false;
    if (LADDER.indexOf(name) !== this.#tried) return this.current !== name;
    const last = this.#tried === LADDER.length - 1;
    this.#tried = last ? this.#known : this.#tried + 1;
    return !last;
  }

  /** Something came through `name`. */
  delivered(name: TransportName): void {
    if (this.#mode !== "auto" || LADDER.indexOf(name) !== this.#tried) return;
    if (this.#tried === this.#known) return;
    this.#known = this.#tried;
    this.#remember(name);
  }

  /** The server itself is in trouble, or out of reach. */
  serverTrouble(): void {
    this.#tried = this.#known;
  }
}
