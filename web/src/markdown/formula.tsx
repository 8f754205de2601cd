/** Draws TeX as MathML, node by node. Loaded when the first formula is shown. */

import katex from "katex";
import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { pageBudget, systemClock } from "../runtime/index.ts";
import { inAlphabet } from "./math-letters.ts";

/** A formula longer than this holds up the page, and nobody reads it. */
const MAX_CHARS = 10_000;
/** Steps of macro expansion, so that a formula cannot grow without end. */
const MAX_EXPAND = 500;
/** Rules and spaces are no larger: what a model writes stays in its box. */
const MAX_SIZE_EM = 5;
/** Chemistry has commands of its own, which few answers need. */
const CHEMISTRY = /\\(?:ce|pu)\b/;

/** How long formulas wait for their font; on a slow line they are shown without it. */
const FONT_MS = 3_000;

/** Resolves when formulas have their font: another one makes them lower, and what stands below jumps. */
export function loadFont(): Promise<unknown> {
  const late = new Promise<void>((resolve) => systemClock.after(FONT_MS, resolve));
  return Promise.race([document.fonts.load('1em "STIX Two Math"'), late]).catch(() => undefined);
}

export function Formula({ tex, display }: { tex: string; display: boolean }): ReactNode {
  const box = useRef<HTMLSpanElement>(null);
  const [broken, setBroken] = useState(false);
  useLayoutEffect(() => {
    const place = box.current;
    if (place === null) return;
    place.textContent = "";
    let callOff = (): void => undefined;
    let wanted = true;
    const spend = (): void => {
      if (!wanted) return;
      callOff = pageBudget.spend(() => {
        if (!draw(place, tex, display)) setBroken(true);
      });
    };
    if (CHEMISTRY.test(tex)) import("katex/contrib/mhchem").then(spend, () => setBroken(true));
    else spend();
    return () => {
      wanted = false;
      callOff();
    };
  }, [tex, display]);
  if (broken) return <code className="math-source">{tex}</code>;
  return <span ref={box} className={display ? "math display" : "math"} />;
}

/** Returns whether `tex` could be drawn. */
function draw(box: HTMLElement, tex: string, displayMode: boolean): boolean {
  if (tex.length > MAX_CHARS) return false;
  try {
    katex.render(tex, box, {
      ...{ displayMode, output: "mathml", throwOnError: true, trust: false, strict: "ignore" },
      ...{ maxExpand: MAX_EXPAND, maxSize: MAX_SIZE_EM },
    });
    for (const letter of box.querySelectorAll("[mathvariant]")) setLetters(letter);
    for (const table of box.querySelectorAll("mtable[columnalign]")) alignColumns(table);
    return true;
  } catch {
    return false;
  }
}

/** Takes the letters of an alphabet that MathML has an attribute for, and browsers no longer read. */
function setLetters(element: Element): void {
  const alphabet = element.getAttribute("mathvariant") ?? "";
  if (element.children.length > 0 || alphabet === "normal") return;
  element.textContent = inAlphabet(element.textContent ?? "", alphabet);
}

/** Tells each cell what MathML's own attribute says of its column, and browsers no longer read. */
function alignColumns(table: Element): void {
  const columns = table.getAttribute("columnalign")?.split(" ") ?? [];
  for (const row of table.children) {
    for (const [at, cell] of [...row.children].entries()) {
      const align = columns[at];
      if (align !== undefined) cell.setAttribute("data-align", align);
    }
  }
}
