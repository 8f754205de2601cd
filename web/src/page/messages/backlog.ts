/**
 * What a long conversation shows by its bare text until there is time for more. What comes near the
 * window goes first; the rest follows from the end upwards whenever the page has nothing else to do,
 * so that all of it can be searched, read out and printed as it is meant.
 */

import { flushSync } from "react-dom";
import { pageBudget } from "../../runtime/index.ts";

/** What may be spent at once; a key that is pressed meanwhile waits no longer. */
const SLICE_MS = 8;
/** Until the next slice, where the browser does not tell when it is idle. */
const PAUSE_MS = 50;
/** How far from the window, in its own heights, something counts as near. */
const NEAR = 1;

/** Shows an element in full; called once. */
type Show = () => void;

export class Backlog {
  /** From the top of the conversation to its end. */
  readonly #waiting = new Map<Element, Show>();
  #frame: Element | null = null;
  #observer: IntersectionObserver | null = null;
  #planned = false;

  /** Begins to work; what waits is looked for in `frame`. The result ends it. */
  open(frame: Element): () => void {
    this.#frame = frame;
    this.#observer = new IntersectionObserver((seen) => this.#came(seen), {
      root: frame,
      rootMargin: `${NEAR * 100}% 0px`,
    });
    for (const element of this.#waiting.keys()) this.#observer.observe(element);
    this.#plan();
    const onPrint = (): void => flushSync(() => this.#showAll());
    window.addEventListener("beforeprint", onPrint);
    return () => {
      window.removeEventListener("beforeprint", onPrint);
      this.#observer?.disconnect();
      this.#observer = null;
      this.#frame = null;
    };
  }

  /** Has `element` wait, behind those that came before. The result takes it away again. */
  add(element: Element, show: Show): () => void {
    this.#waiting.set(element, show);
    this.#observer?.observe(element);
    this.#plan();
    return () => this.#remove(element);
  }

  /** Shows now what is near the window: to be called before what has changed is painted. */
  showNear(): void {
    if (this.#frame === null) return;
    const { top, bottom, height } = this.#frame.getBoundingClientRect();
    for (const element of [...this.#waiting.keys()]) {
      const place = element.getBoundingClientRect();
      const near = place.bottom >= top - NEAR * height && place.top <= bottom + NEAR * height;
      if (near) this.#show(element);
    }
  }

  #came(seen: readonly IntersectionObserverEntry[]): void {
    flushSync(() => {
      for (const { isIntersecting, target } of seen) if (isIntersecting) this.#show(target);
    });
  }

  #show(element: Element): void {
    const show = this.#waiting.get(element);
    this.#remove(element);
    show?.();
  }

  #showAll(): void {
    for (const element of [...this.#waiting.keys()]) this.#show(element);
  }

  #remove(element: Element): void {
    this.#waiting.delete(element);
    this.#observer?.unobserve(element);
  }

  #plan(): void {
    if (this.#planned || this.#observer === null || this.#waiting.size === 0) return;
    this.#planned = true;
    const run = (deadline?: IdleDeadline): void => {
      this.#planned = false;
      this.#work(deadline);
      this.#plan();
    };
    if (typeof requestIdleCallback === "function") requestIdleCallback(run);
    else setTimeout(run, PAUSE_MS);
  }

  #work(deadline: IdleDeadline | undefined): void {
    const end = performance.now() + Math.min(SLICE_MS, deadline?.timeRemaining() ?? SLICE_MS);
    // Formulas and colours of what the reader looks at come before those of what waits here.
    while (this.#observer !== null && performance.now() < end && !pageBudget.behind) {
      const last = [...this.#waiting.keys()].at(-1);
      if (last === undefined) return;
      flushSync(() => this.#show(last));
    }
  }
}
