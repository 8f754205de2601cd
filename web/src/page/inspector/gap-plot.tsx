/** The gaps between tokens as bars over time, with marks where the connection changed. */

import { type PointerEvent, type ReactNode, useState } from "react";
import type { Recording } from "../../core/recording/index.ts";
import { useTransportNames } from "../settings/transport-choice.tsx";
import { idOf } from "./event-data.ts";
import { type Gap, spreadOf } from "./figures.ts";
import { formatMs, formatPosition } from "./format.ts";
import { columnAt, heightOf, type Plot, plotOf, ticksOf } from "./plot.ts";
import type { InspectorTexts } from "./text/en.ts";
import { useInspectorTexts } from "./text/texts.ts";
import { useSize } from "./use-size.ts";

const HEIGHT_PX = 132;
const COLUMN_PX = 3;
/** Left of it stand the numbers. */
const LEFT_PX = 44;

interface PlotProps {
  recording: Recording;
  gaps: readonly Gap[];
}

export function GapPlot({ recording, gaps }: PlotProps): ReactNode {
  const texts = useInspectorTexts();
  const { ref, width } = useSize<HTMLDivElement>();
  const [pointed, setPointed] = useState<number | null>(null);
  const inner = Math.max(width - LEFT_PX, 60);
  const columnCount = Math.floor(inner / COLUMN_PX);
  const beginAt = gaps[0] === undefined ? 0 : gaps[0].at - gaps[0].ms;
  const plot = plotOf(gaps, beginAt, gaps.at(-1)?.at ?? 1, columnCount);
  const shown = pointed === null ? undefined : nearest(plot, pointed);
  const onPointerMove = (event: PointerEvent<SVGSVGElement>): void => {
    const { left } = event.currentTarget.getBoundingClientRect();
    setPointed((event.clientX - left - LEFT_PX) / inner);
  };
  return (
    <div className="gap-plot" ref={ref}>
      {gaps.length === 0 ? (
        <p className="hint">{texts.gapPlotEmpty}</p>
      ) : (
        <svg
          width={inner + LEFT_PX}
          height={HEIGHT_PX}
          role="img"
          aria-label={spoken(texts, gaps)}
          onPointerMove={onPointerMove}
          onPointerLeave={() => setPointed(null)}
        >
          <Grid topMs={plot.topMs} width={inner} />
          <path className="gap-bars" d={barsOf(plot, inner)} />
          <Marks recording={recording} plot={plot} width={inner} />
          {shown !== undefined && (
            <path className="gap-pointed" d={barsOf({ ...plot, columns: [shown] }, inner)} />
          )}
        </svg>
      )}
      <p className="hint gap-caption">
        {shown === undefined ? texts.gapPlotHint : captionOf(shown.gap, beginAt)}
      </p>
    </div>
  );
}

function spoken(texts: InspectorTexts, gaps: readonly Gap[]): string {
  const spread = spreadOf(gaps.map((gap) => gap.ms));
  if (spread === null) return texts.gapPlotEmpty;
  const { count, p50, p95, max } = spread;
  return texts.gapPlotLabel(String(count + 1), formatMs(p50), formatMs(p95), formatMs(max));
}

function captionOf({ ms, at, event }: Gap, beginAt: number): string {
  return `${formatPosition(at - beginAt)} · ${idOf(event)} · +${formatMs(ms)}`;
}

function nearest(plot: Plot, share: number): Plot["columns"][number] | undefined {
  let best: Plot["columns"][number] | undefined;
  for (const column of plot.columns) {
    if (best === undefined || Math.abs(column.x - share) < Math.abs(best.x - share)) best = column;
  }
  return best;
}

/** One path for all bars: hundreds of elements would cost a frame. */
function barsOf({ columns, topMs }: Plot, width: number): string {
  return columns
    .map(({ x, gap }) => {
      const height = Math.max(heightOf(gap.ms, topMs) * (HEIGHT_PX - 1), 2);
      const left = LEFT_PX + x * width;
      return `M${left.toFixed(1)} ${HEIGHT_PX}v${-height.toFixed(1)}h${COLUMN_PX - 1}v${height.toFixed(1)}z`;
    })
    .join("");
}

function Grid({ topMs, width }: { topMs: number; width: number }): ReactNode {
  return ticksOf(topMs).map((ms) => {
    const y = HEIGHT_PX - heightOf(ms, topMs) * (HEIGHT_PX - 1);
    return (
      <g key={ms} className="gap-tick">
        <path d={`M${LEFT_PX} ${y.toFixed(1)}h${width}`} />
        <text x={LEFT_PX - 6} y={y + (ms === topMs ? 10 : 4)}>
          {ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`}
        </text>
      </g>
    );
  });
}

/** Dashed lines where the answer was lost, or came another way. */
function Marks({
  recording,
  plot,
  width,
}: {
  recording: Recording;
  plot: Plot;
  width: number;
}): ReactNode {
  const texts = useInspectorTexts();
  const names = useTransportNames();
  const marks = [
    ...recording.reconnections.map((at) => ({ at, kind: "lost", name: texts.markReconnection })),
    ...recording.reroutes.map(({ at, to }) => ({
      at,
      kind: "turn",
      name: names[to],
    })),
  ].filter(({ at }) => at >= plot.beginAt);
  return marks.slice(-30).map(({ at, kind, name }, index) => {
    const share = columnAt(at, plot, 1_000) / 1_000;
    const x = LEFT_PX + share * width;
    return (
      <g key={`${kind} ${at} ${name}`} className={`gap-mark ${kind}`}>
        <path d={`M${x.toFixed(1)} 0v${HEIGHT_PX}`} />
        <text
          x={x}
          y={index % 2 === 0 ? 10 : 23}
          dx={share > 0.7 ? -4 : 4}
          textAnchor={share > 0.7 ? "end" : "start"}
        >
          {name}
        </text>
      </g>
    );
  });
}
