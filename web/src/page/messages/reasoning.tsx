/** The model's thinking, folded; it opens at a click and keeps growing there. */

import { type ReactNode, useState } from "react";
import { Icon } from "../shared/icons.tsx";
import { useTexts } from "../text/texts.tsx";

interface ReasoningProps {
  text: string;
  growing: boolean;
  /** How long it took; null where that was not seen, or is not known any more. */
  thoughtMs: number | null;
}

export function Reasoning({ text, growing, thoughtMs }: ReasoningProps): ReactNode {
  const texts = useTexts();
  const [tookMs, setTookMs] = useState(thoughtMs);
  if (thoughtMs !== null && thoughtMs !== tookMs) setTookMs(thoughtMs);
  const over = tookMs === null ? texts.thoughts : texts.thoughtFor(secondsOf(tookMs));
  return (
    <details className="reasoning">
      <summary>
        {growing ? texts.thinking : over}
        <Icon name="chevron" />
      </summary>
      <div className="reasoning-text">{text}</div>
    </details>
  );
}

function secondsOf(ms: number): string {
  return ms < 950 ? (Math.max(ms, 100) / 1000).toFixed(1) : String(Math.round(ms / 1000));
}
