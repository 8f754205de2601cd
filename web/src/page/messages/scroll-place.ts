/** Where a box of growing text is scrolled to: at its end, at what is held, or where its reader is. */

import { find } from "../landmarks.ts";

/** How near the end counts as the end. */
const NEAR_PX = 48;

/** What is kept in its place on the screen. */
interface Held {
  readonly find: () => Element | null;
  readonly top: number;
}

export class ScrollPlace {
  readonly #box: HTMLElement;
  readonly #content: HTMLElement;
  readonly #onAway: (away: boolean) => void;
  readonly #follow = new ResizeObserver(() => this.#resized());
  readonly #listening = new AbortController();
  #stuck = true;
  #held: Held | null = null;
  #lastTop: number;
  #lastHeight: number;

  /** `box` scrolls `content`; `onAway` learns whether the reader has let go of the end. */
  constructor(box: HTMLElement, content: HTMLElement, onAway: (away: boolean) => void) {
    this.#box = box;
    this.#content = content;
    this.#onAway = onAway;
    this.#lastTop = box.scrollTop;
    this.#lastHeight = box.scrollHeight;
    this.#anchor();
    this.#follow.observe(content);
    this.#follow.observe(box);
    const options = { passive: true, signal: this.#listening.signal };
    box.addEventListener("scroll", () => this.#scrolled(), options);
    box.addEventListener("wheel", (event) => this.#wheeled(event), options);
    // A finger or a key that scrolls, or a hand on the scroll bar.
    for (const kind of ["touchmove", "keydown", "pointerdown"]) {
      box.addEventListener(kind, () => this.#release(), options);
    }
  }

  toEnd(): void {
    this.#held = null;
    this.#stuck = true;
    this.#onAway(false);
    this.#box.scrollTop = this.#box.scrollHeight;
  }

  /** Lets go of the end, and brings an element of the content into view. */
  show(element: Element | null): void {
    this.#held = null;
    this.#stuck = false;
    this.#anchor();
    element?.scrollIntoView({ block: "nearest" });
  }

  hold(find: () => Element | null, top: number): void {
    this.#held = { find, top };
    this.#stuck = false;
    this.#anchor();
    this.#keep();
  }

  /** Goes to what is held or to the end, if it is there that this place is. */
  settle(): void {
    if (this.#held !== null) this.#keep();
    else if (this.#stuck) this.#box.scrollTop = this.#box.scrollHeight;
  }

  close(): void {
    this.#follow.disconnect();
    this.#listening.abort();
  }

  // Who reads further up stays where they are, whatever changes its height above. Where the place is
  // kept here, a browser that did so, too, would be taken for the reader's hand.
  #anchor(): void {
    const kept = this.#stuck || this.#held !== null;
    this.#box.style.overflowAnchor = kept ? "none" : "auto";
  }

  #release(): void {
    if (this.#held === null) return;
    this.#held = null;
    if (this.#atEnd()) this.#stuck = true;
    this.#anchor();
  }

  #keep(): void {
    const at = this.#held?.find()?.getBoundingClientRect().top;
    if (this.#held === null || at === undefined) return;
    this.#box.scrollTop += at - this.#held.top;
    this.#look();
  }

  #resized(): void {
    // What a new chat shows is read from its beginning.
    if (find("message", this.#content) === null) return;
    if (this.#held !== null || this.#stuck) this.settle();
    else this.#scrolled();
  }

  #scrolled(): void {
    const box = this.#box;
    // Content that shrinks moves the view up, too, but the reader did not scroll.
    const up = box.scrollTop < this.#lastTop - 1 && box.scrollHeight >= this.#lastHeight;
    if (this.#held === null) {
      if (this.#atEnd()) this.#stuck = true;
      else if (up) this.#stuck = false;
    }
    this.#anchor();
    this.#look();
  }

  #look(): void {
    this.#lastTop = this.#box.scrollTop;
    this.#lastHeight = this.#box.scrollHeight;
    this.#onAway(!this.#atEnd() && !this.#stuck);
  }

  #atEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.#box;
    return scrollHeight - scrollTop - clientHeight < NEAR_PX;
  }

  #wheeled(event: WheelEvent): void {
    this.#release();
    if (event.deltaY < 0 && this.#box.scrollHeight > this.#box.clientHeight) this.#stuck = false;
  }
}
