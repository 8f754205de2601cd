/** All transports on the same answer, side by side, while it grows. */

import { type ReactNode, useEffect, useState } from "react";
import type { AnswerState } from "../../core/index.ts";
import { useTransportNames } from "../settings/transport-choice.tsx";
import { Comparison, type Follower } from "./comparison.ts";
import { overheadOf, type Spread } from "./figures.ts";
import { formatBytes, formatMs } from "./format.ts";
import { addedLatency } from "./latency.ts";
import { RaceView } from "./race-view.tsx";
import { Section } from "./section.tsx";
import type { InspectorTexts } from "./text/en.ts";
import { useInspectorTexts } from "./text/texts.ts";

const LOOK_EVERY_MS = 500;

export function CompareView({ comparison, begin, stop }: Comparing): ReactNode {
  const texts = useInspectorTexts();
  const running = comparison?.running === true;
  return (
    <Section title={texts.compare}>
      <div className="compare-bar">
        <button type="button" className="primary" onClick={running ? stop : begin}>
          {running ? texts.stopComparing : texts.compare}
        </button>
        <p className="hint">{texts.compareHint}</p>
      </div>
      {comparison !== null && <Compared comparison={comparison} />}
    </Section>
  );
}

/** The race, and what each lane of it has cost. */
export function Compared({ comparison }: { comparison: Comparison }): ReactNode {
  return (
    <>
      <RaceView comparison={comparison} />
      <Lanes comparison={comparison} />
    </>
  );
}

export interface Comparing {
  readonly comparison: Comparison | null;
  readonly begin: () => void;
  readonly stop: () => void;
}

/** `known`: the answer as the page has it; null while there is none that could be compared. */
export function useComparison(known: () => AnswerState | null): Comparing {
  const [comparison, setComparison] = useState<Comparison | null>(null);
  const [, setLook] = useState(0);
  const look = (): void => setLook((count) => count + 1);
  useEffect(() => {
    if (comparison === null) return;
    const again = (): void => setLook((count) => count + 1);
    const timer = setInterval(() => {
      if (comparison.running) again();
    }, LOOK_EVERY_MS);
    void comparison.start().then(again);
    return () => {
      clearInterval(timer);
      comparison.close();
    };
  }, [comparison]);
  return {
    comparison,
    begin: () => {
      const answer = known();
      if (answer !== null) setComparison(new Comparison(answer));
    },
    stop: () => {
      comparison?.close();
      look();
    },
  };
}

function Lanes({ comparison }: { comparison: Comparison }): ReactNode {
  const texts = useInspectorTexts();
  const late = comparison.afterwards ? [] : addedLatency(comparison.lanes);
  const worst = Math.max(...late.map((spread) => spread?.p95 ?? 0), 1);
  const measured = Math.max(...late.map((spread) => spread?.count ?? 0), 0);
  return (
    <>
      <table className="figures-table compare-table">
        <thead>
          <tr>
            <th scope="col">{texts.transport}</th>
            <th scope="col">{texts.requests}</th>
            <th scope="col">{texts.received}</th>
            <th scope="col">{texts.overhead}</th>
            <th scope="col">{texts.addedLatency}</th>
          </tr>
        </thead>
        <tbody>
          {comparison.lanes.map((lane, index) => (
            <LaneRow key={lane.name} lane={lane} late={late[index] ?? null} worst={worst} />
          ))}
        </tbody>
      </table>
      <p className="hint">
        {measured > 0 && texts.latencyOver(measured)}
        {comparison.afterwards ? texts.compareAfterwards : texts.latencyNote}
      </p>
    </>
  );
}

interface LaneProps {
  lane: Follower;
  late: Spread | null;
  worst: number;
}

function LaneRow({ lane, late, worst }: LaneProps): ReactNode {
  const texts = useInspectorTexts();
  const names = useTransportNames();
  const tally = lane.recording?.tallies[lane.name];
  const cost = tally === undefined ? null : overheadOf(tally);
  const { state } = lane;
  return (
    <tr>
      <th scope="row">
        {names[lane.name]}
        <small>{laneText(texts, state)}</small>
      </th>
      <td>{tally?.requests ?? 0}</td>
      <td>{cost === null ? "–" : formatBytes(cost.receivedBytes)}</td>
      <td>
        {cost === null ? "–" : formatBytes(cost.bytes)}
        {cost?.perEvent != null && (
          <small>{texts.perEventOf(whole(formatBytes(cost.perEvent)))}</small>
        )}
      </td>
      <td className="late">
        <Late late={late} worst={worst} />
      </td>
    </tr>
  );
}

function Late({ late, worst }: { late: Spread | null; worst: number }): ReactNode {
  const texts = useInspectorTexts();
  if (late === null) return "–";
  return (
    <>
      {texts.latencyMedian(whole(formatMs(late.p50)))}
      <small>{texts.latencyTail(whole(formatMs(late.p95)))}</small>
      <span className="late-track" aria-hidden="true">
        <span className="late-bar" style={{ width: `${(late.p95 / worst) * 100}%` }} />
      </span>
    </>
  );
}

/** A figure that no line break parts from its unit. */
function whole(figure: string): string {
  return figure.replaceAll(" ", "\u00a0");
}

function laneText(texts: InspectorTexts, state: Follower["state"]): string {
  return {
    following: texts.laneFollowing,
    ended: texts.laneEnded,
    crowded: texts.laneCrowded,
    failed: texts.laneFailed,
  }[state];
}
