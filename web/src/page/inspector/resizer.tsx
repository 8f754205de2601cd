/** The inspector's edge, with which it is made wider or narrower, by pointer or arrow keys. */

import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from "react";
import { readWidth, writeWidth } from "./memory.ts";
import { useInspectorTexts } from "./text/texts.ts";

const MIN_WIDTH = 360;
const MAX_WIDTH = 900;
/** All tabs have room in it. */
const DEFAULT_WIDTH = 556;
const STEP = 24;

export function usePanelWidth(): { width: number; setWidth: (width: number) => void } {
  const [width, setState] = useState(() => within(readWidth() ?? DEFAULT_WIDTH));
  const setWidth = (next: number): void => {
    const allowed = within(next);
    setState(allowed);
    writeWidth(allowed);
  };
  return { width, setWidth };
}

function within(width: number): number {
  return Math.round(Math.min(Math.max(width, MIN_WIDTH), MAX_WIDTH));
}

interface ResizerProps {
  width: number;
  onChange: (width: number) => void;
}

export function Resizer({ width, onChange }: ResizerProps): ReactNode {
  const texts = useInspectorTexts();
  const onPointerMove = (event: PointerEvent): void => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) {
      onChange(window.innerWidth - event.clientX);
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: STEP, ArrowRight: -STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onChange(width + step);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule does not take the focus
    <div
      className="resizer"
      role="separator"
      aria-orientation="vertical"
      aria-label={texts.width}
      aria-valuenow={width}
      aria-valuemin={MIN_WIDTH}
      aria-valuemax={MAX_WIDTH}
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
    />
  );
}
