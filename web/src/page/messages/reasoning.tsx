/** The model's thinking, folded; it opens at a click and keeps growing there. */

import { type ReactNode, useState } from "react";
import { Fold } from "../shared/fold.tsx";
import { useTexts } from "../text/texts.tsx";

interface ReasoningProps {
  text: string;
  /** How long it took; null where that was not seen, or is not known any more. */
  thoughtMs: number | null;
}

export function Reasoning({ text, thoughtMs }: ReasoningProps): ReactNode {
  const texts = useTexts();
  const [tookMs, setTookMs] = useState(thoughtMs);
  if (thoughtMs !== null && thoughtMs !== tookMs) setTookMs(thoughtMs);
  return (
    // That it goes on, and for how long, the phase below says.
    <Fold summary={tookMs === null ? texts.thoughts : texts.thoughtFor(secondsOf(tookMs))}>
      {text}
    </Fold>
  );
}

function secondsOf(ms: number): string {
  return ms < 950 ? (Math.max(ms, 100) / 1000).toFixed(1) : String(Math.round(ms / 1000));
}
