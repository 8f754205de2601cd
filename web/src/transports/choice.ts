/**
 * The transports, and the choice among them: the best one that is known to get through. Pure; others
 * report what happens.
 *
 * A transport that does not get through is passed over, but only for the moment: perhaps nothing
 * gets through. Once a lower one has delivered, the choice stands for the tab. An error that tells
 * of the server, and not of the way to it, takes back what does not stand yet.
 */

import { tellAll } from "../runtime/index.ts";

/** How a transport behaves, as far as others have to know. */
export interface TransportTraits {
  /** Whether its connection stays open, and brings each event when it is written. */
  readonly streams: boolean;
  /** Whether it takes one of the few places that a browser has for event streams. */
  readonly takesSlot: boolean;
  /** Whether its connection, once open, carries what follows: no proxy keeps that back at first. */
  readonly carriesOnceOpen: boolean;
  /** Whether its requests wait at the server, so that a gateway may lose patience. */
  readonly waits: boolean;
}

/** All transports, from the best to the one that always works. */
export const TRANSPORTS = {
  sse: { streams: true, takesSlot: true, carriesOnceOpen: false, waits: false },
  websocket: { streams: true, takesSlot: false, carriesOnceOpen: true, waits: false },
  "long-polling": { streams: false, takesSlot: false, carriesOnceOpen: false, waits: true },
  polling: { streams: false, takesSlot: false, carriesOnceOpen: false, waits: false },
} as const satisfies Readonly<Record<string, TransportTraits>>;

export type TransportName = keyof typeof TRANSPORTS;
/** The names in the order of `TRANSPORTS`. */
export const LADDER = Object.keys(TRANSPORTS) as readonly TransportName[];
/** `auto`, or the transport that was chosen. */
export type TransportMode = "auto" | TransportName;

/** What stands in where an event stream finds no place: the best transport that takes none. */
export function slotless(): TransportName {
  return LADDER.find((name) => !TRANSPORTS[name].takesSlot) ?? "polling";
}

export interface ChoiceOptions {
  readonly mode?: TransportMode;
  /** The result of an earlier choice in this tab. */
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

  /** Calls `listener` after each new choice. */
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
