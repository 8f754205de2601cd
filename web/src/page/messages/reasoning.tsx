/** The model's thinking, folded; it opens at a click and keeps growing there. */

import { type ReactNode, useState } from "react";
import { Icon } from "../shared/icons.tsx";
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
    <details className="reasoning">
      <summary>
        {/* That it goes on, and for how long, the phase below says. */}
        {tookMs === null ? texts.thoughts : texts.thoughtFor(secondsOf(tookMs))}
        <Icon name="chevron" />
      </summary>
      <div className="reasoning-text">{text}</div>
    </details>
  );
}

function secondsOf(ms: number): string {
  return ms < 950 ? (Math.max(ms, 100) / 1000).toFixed(1) : String(Math.round(ms / 1000));
}
