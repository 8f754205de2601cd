// @vitest-environment happy-dom

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Backlog } from "../../../src/page/messages/backlog.ts";

/** A page of elements that is scrolled by hand, and idle when it is told to be. */
function page() {
  const frame = document.createElement("div");
  place(frame, 0, 800);
  const shown: string[] = [];
  const idle: IdleRequestCallback[] = [];
  vi.stubGlobal("requestIdleCallback", (run: IdleRequestCallback) => idle.push(run));
  vi.stubGlobal("IntersectionObserver", Observer);
  const backlog = new Backlog();
  return {
    frame,
    backlog,
    shown,
    add: (name: string, top: number, height = 400) => {
      const element = document.createElement("div");
      place(element, top, height);
      return { element, remove: backlog.add(element, () => shown.push(name)) };
    },
    /** The browser has nothing to do, for so long. */
    rest: (ms: number) => idle.shift()?.({ didTimeout: false, timeRemaining: () => ms }),
  };
}

function place(element: Element, top: number, height: number): void {
  element.getBoundingClientRect = () => new DOMRect(0, top, 700, height);
}

let observers: Observer[] = [];
class Observer {
  readonly observed = new Set<Element>();
  readonly #tell: (seen: { isIntersecting: boolean; target: Element }[]) => void;

  constructor(tell: (seen: { isIntersecting: boolean; target: Element }[]) => void) {
    this.#tell = tell;
    observers.push(this);
  }

  observe = (element: Element): void => void this.observed.add(element);
  unobserve = (element: Element): void => void this.observed.delete(element);
  disconnect = (): void => this.observed.clear();
  see = (target: Element): void => this.#tell([{ isIntersecting: true, target }]);
}

beforeEach(() => {
  observers = [];
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("what is near the window is shown at once, what is far waits", () => {
  const { backlog, frame, shown, add } = page();
  add("far above", -5_000);
  add("just above", -700);
  add("in sight", 100);
  add("far below", 3_000);
  backlog.open(frame);
  backlog.showNear();
  expect(shown).toEqual(["just above", "in sight"]);
});

test("what waits is shown from the end upwards, as much as an idle moment has time for", () => {
  const { backlog, frame, shown, add, rest } = page();
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => {
    now += 1;
    return now;
  });
  for (const name of ["a", "b", "c", "d"]) add(name, -9_000);
  backlog.open(frame);
  rest(3);
  expect(shown).toEqual(["d", "c"]);
  rest(0);
  expect(shown).toHaveLength(2);
  rest(50);
  expect(shown).toEqual(["d", "c", "b", "a"]);
});

test("what the reader comes near to goes first, and only once", () => {
  const { backlog, frame, shown, add, rest } = page();
  const first = add("first", -9_000);
  add("last", -8_000);
  backlog.open(frame);
  observers[0]?.see(first.element);
  expect(shown).toEqual(["first"]);
  observers[0]?.see(first.element);
  rest(50);
  expect(shown).toEqual(["first", "last"]);
  expect(observers[0]?.observed.size).toBe(0);
});

test("what is printed is whole", () => {
  const { backlog, frame, shown, add } = page();
  add("a", -9_000);
  add("b", 9_000);
  const close = backlog.open(frame);
  window.dispatchEvent(new Event("beforeprint"));
  expect(shown).toEqual(["a", "b"]);
  add("c", -9_000);
  close();
  window.dispatchEvent(new Event("beforeprint"));
  expect(shown).toEqual(["a", "b"]);
});

test("what has left the page is not shown", () => {
  const { backlog, frame, shown, add, rest } = page();
  const gone = add("gone", -9_000);
  backlog.open(frame);
  gone.remove();
  rest(50);
  expect(shown).toEqual([]);
});

test("what is added to an open one is shown in its turn; after the end nothing is", () => {
  const { backlog, frame, shown, add, rest } = page();
  const close = backlog.open(frame);
  add("later", -9_000);
  rest(50);
  expect(shown).toEqual(["later"]);
  add("too late", -9_000);
  close();
  rest(50);
  expect(shown).toEqual(["later"]);
});
