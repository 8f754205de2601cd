/** The waits one below the other, each from where the one before has ended. */

import type { ReactNode } from "react";
import type { Waits } from "./figures.ts";
import { formatMs } from "./format.ts";
import { useInspectorTexts } from "./text/texts.ts";

export function WaitBars({ waits }: { waits: Waits }): ReactNode {
  const texts = useInspectorTexts();
  const { headMs, firstEventMs, firstTokenMs, endMs, lastMs } = waits;
  const wholeMs = Math.max(lastMs ?? 0, headMs ?? 0, 1);
  const marks: readonly (readonly [string, number | null])[] = [
    [texts.waitHead, headMs],
    [texts.waitFirstEvent, firstEventMs],
    [texts.firstTextHere, firstTokenMs],
    [texts.waitEnd, endMs ?? lastMs],
  ];
  let from = 0;
  return (
    <dl className="waits">
      {marks.map(([name, at], index) => {
        const to = Math.max(at ?? from, from);
        const bar = {
          left: `${(from / wholeMs) * 100}%`,
          width: `${((to - from) / wholeMs) * 100}%`,
        };
        from = to;
        const open = index === marks.length - 1 && endMs === null;
        return (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <span className="wait-track" aria-hidden="true">
                {at !== null && <span className={`wait-bar wait-${index}`} style={bar} />}
              </span>
              <span className="number">{at === null || open ? "–" : formatMs(at)}</span>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
