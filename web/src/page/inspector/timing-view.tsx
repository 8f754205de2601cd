/** When what happened: the waits at the beginning, the gaps between tokens, and what broke them. */

import type { ReactNode } from "react";
import type { Recording, Reroute } from "../../core/recording/index.ts";
import { useTransportNames } from "../settings/transport-choice.tsx";
import { type Gap, gapsOf, spreadOf, type Waits, waitsOf } from "./figures.ts";
import { formatMs, formatPosition } from "./format.ts";
import { GapPlot } from "./gap-plot.tsx";
import { Pairs, Section } from "./section.tsx";
import { useInspectorTexts } from "./text/texts.ts";
import { WaitBars } from "./wait-bars.tsx";

export function TimingView({ recording }: { recording: Recording }): ReactNode {
  const texts = useInspectorTexts();
  const gaps = gapsOf(recording.events);
  const waits = waitsOf(recording);
  const unseen = recording.reread ? texts.rereadTimes : texts.waitsUnseen;
  return (
    <>
      <Section title={texts.waits}>
        {waits.asked ? <WaitBars waits={waits} /> : <p className="hint">{unseen}</p>}
        <ServerWaits waits={waits} />
      </Section>
      {!recording.reread && (
        <Section title={texts.gapPlot}>
          <GapPlot recording={recording} gaps={gaps} />
          <GapFigures gaps={gaps} />
        </Section>
      )}
      <Section title={texts.connection}>
        <Pairs
          of={[
            [texts.reconnections, <Times key="at" at={recording.reconnections} of={recording} />],
            [texts.turns, <Turns key="turns" turns={recording.reroutes} of={recording} />],
          ]}
        />
      </Section>
    </>
  );
}

function GapFigures({ gaps }: { gaps: readonly Gap[] }): ReactNode {
  const texts = useInspectorTexts();
  const spread = spreadOf(gaps.map((gap) => gap.ms));
  if (spread === null) return null;
  const spanMs = (gaps.at(-1)?.at ?? 0) - (gaps[0]?.at ?? 0) + (gaps[0]?.ms ?? 0);
  const figures: readonly (readonly [string, string])[] = [
    [texts.p50, formatMs(spread.p50)],
    [texts.p95, formatMs(spread.p95)],
    [texts.p99, formatMs(spread.p99)],
    [texts.longest, formatMs(spread.max)],
    [texts.tokensPerS, spanMs > 0 ? ((spread.count * 1_000) / spanMs).toFixed(1) : "–"],
  ];
  return (
    <dl className="tiles">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The first token, which the server alone can tell of; when it was here; and the way between. */
function ServerWaits({ waits }: { waits: Waits }): ReactNode {
  const texts = useInspectorTexts();
  const atServer = waits.server?.first_token_ms ?? null;
  if (atServer === null) return null;
  const here = waits.asked ? waits.firstTokenMs : null;
  const way = here === null ? null : here - atServer;
  const figures: readonly (readonly [string, number | null])[] = [
    [texts.waitFirstToken, atServer],
    [texts.firstTextHere, here],
    [texts.way, way === null || way < 0 ? null : way],
  ];
  return (
    <dl className="tiles three">
      {figures.map(([name, ms]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{ms === null ? "–" : formatMs(ms)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Times({ at, of }: { at: readonly number[]; of: Recording }): ReactNode {
  if (at.length === 0) return "0";
  const beganAt = of.exchanges[0]?.beganAt ?? 0;
  const shown = at.slice(-12).map((each) => formatPosition(each - beganAt));
  return `${at.length} (${at.length > shown.length ? "… " : ""}${shown.join(", ")})`;
}

function Turns({ turns, of }: { turns: readonly Reroute[]; of: Recording }): ReactNode {
  const texts = useInspectorTexts();
  const names = useTransportNames();
  if (turns.length === 0) return texts.noTurns;
  const beganAt = of.exchanges[0]?.beganAt ?? 0;
  return (
    <ol className="turns">
      {turns.map((turn) => (
        <li key={`${turn.at} ${turn.to}`}>
          <span className="number">{formatPosition(turn.at - beganAt)}</span>
          {`${names[turn.from]} → ${names[turn.to]}: ${texts.turnWhy[turn.why ?? "lost"]}`}
        </li>
      ))}
    </ol>
  );
}
