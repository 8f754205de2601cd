/** Where the menu of models opens, and what of it has the focus and is in sight. */

import { useEffect, useLayoutEffect } from "react";
import { buttonsIn, firstStop, type Menu } from "./use-menu-moves.ts";

/** Room that is left between the menu and the window's edge, with the gap to its button. */
const MARGIN_PX = 16;
/** More is not looked over any better. */
const HIGHEST_PX = 480;

/** Opens it above its button or below, where there is more room, and not beyond the edges. */
export function usePlace(menu: Menu): void {
  // Also whenever it is rendered: a line that comes or goes above the box moves its button.
  useLayoutEffect(() => place(menu.current));
  useEffect(() => {
    const onResize = (): void => place(menu.current);
    window.addEventListener("resize", onResize);
    window.visualViewport?.addEventListener("resize", onResize);
    return () => {
      window.removeEventListener("resize", onResize);
      window.visualViewport?.removeEventListener("resize", onResize);
    };
  }, [menu]);
}

function place(box: HTMLElement | null): void {
  const button = box?.parentElement?.getBoundingClientRect();
  if (box == null || button === undefined) return;
  // The conversation cuts off what leaves it.
  const frame = box.closest("main")?.getBoundingClientRect();
  const above = button.top - Math.max(frame?.top ?? 0, 0) - MARGIN_PX;
  // What a keyboard on the screen covers is no room.
  const bottom = window.visualViewport?.height ?? window.innerHeight;
  const below = Math.min(frame?.bottom ?? bottom, bottom) - button.bottom - MARGIN_PX;
  box.dataset.side = below > above ? "below" : "above";
  box.style.maxHeight = `${Math.min(Math.max(above, below), HIGHEST_PX)}px`;
  // On a phone its button is too far right for it to begin there.
  const right = Math.min(frame?.right ?? window.innerWidth, window.innerWidth) - MARGIN_PX;
  box.style.left = `${Math.min(right - box.offsetWidth - button.left, 0)}px`;
}

export function useFirstFocus(menu: Menu, searched: boolean): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when it opens
  useEffect(() => {
    // On a phone the field would raise a keyboard over the list.
    const noField = searched && matchMedia("(hover: none)").matches;
    const list = menu.current?.querySelector<HTMLElement>("[role=listbox]");
    const first = (noField ? list : firstStop(menu)) ?? buttonsIn(menu)[0];
    first?.focus();
  }, []);
}

/** A service that is there again takes away the button that asked for it. */
export function useKeptFocus(menu: Menu, buttons: number): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever some are gone
  useLayoutEffect(() => {
    if (document.activeElement === document.body) firstStop(menu)?.focus();
  }, [menu, buttons]);
}

/** @param below what may have come below the list, and left it less room */
export function useActiveInSight(menu: Menu, active: number, below: number): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another one is active
  useLayoutEffect(() => {
    const id = firstStop(menu)?.getAttribute("aria-activedescendant");
    if (id) document.getElementById(id)?.scrollIntoView({ block: "nearest" });
  }, [menu, active, below]);
}
