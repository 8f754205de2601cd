/** How answers come, what each way has cost for this one, and all of them beside each other. */

import type { ReactNode } from "react";
import type { AnswerState } from "../../core/index.ts";
import type { Recording } from "../../core/recording/index.ts";
import { LADDER } from "../../transports/index.ts";
import { TransportChoice, useTransportNames } from "../settings/transport-choice.tsx";
import { CompareView, useComparison } from "./compare-view.tsx";
import { overheadOf } from "./figures.ts";
import { formatBytes } from "./format.ts";
import { useOpened } from "./opened.ts";
import { Pictures } from "./picture-view.tsx";
import { FIGURES_EVERY_MS, Recorded } from "./recorded.tsx";
import { Section } from "./section.tsx";
import { useInspectorTexts } from "./text/texts.ts";

/** Arrows that moved more often could not be read. */
const PICTURES_EVERY_MS = 1_000;

interface TransportsProps {
  answerId: string;
  known: () => AnswerState | null;
}

export function TransportsView({ answerId, known }: TransportsProps): ReactNode {
  const texts = useInspectorTexts();
  const opened = useOpened();
  const comparing = useComparison(known);
  return (
    <>
      {opened === null && (
        <TransportChoice legend={texts.choose} hint={texts.chooseHint} auto={texts.auto} />
      )}
      <Section title={texts.asItCame}>
        <Recorded
          answerId={answerId}
          everyMs={FIGURES_EVERY_MS}
          empty={<p className="hint">{texts.none}</p>}
        >
          {(recording) => <Costs recording={recording} />}
        </Recorded>
        <p className="hint">{texts.overheadNote}</p>
      </Section>
      {opened === null && <CompareView {...comparing} />}
      <Recorded answerId={answerId} everyMs={PICTURES_EVERY_MS} empty={null}>
        {(recording) => (
          <Pictures
            of={[recording, ...(comparing.comparison?.lanes ?? []).map((lane) => lane.recording)]}
          />
        )}
      </Recorded>
    </>
  );
}

function Costs({ recording }: { recording: Recording }): ReactNode {
  const texts = useInspectorTexts();
  const names = useTransportNames();
  const used = LADDER.filter((name) => recording.tallies[name].requests > 0);
  return (
    <table className="figures-table">
      <thead>
        <tr>
          <th scope="col">{texts.transport}</th>
          <th scope="col">{texts.requests}</th>
          <th scope="col">{texts.events}</th>
          <th scope="col">{texts.received}</th>
          <th scope="col">{texts.overhead}</th>
        </tr>
      </thead>
      <tbody>
        {used.map((name) => {
          const tally = recording.tallies[name];
          const { receivedBytes, bytes, perEvent } = overheadOf(tally);
          return (
            <tr key={name}>
              <th scope="row">{names[name]}</th>
              <td>{tally.requests}</td>
              <td>{tally.events}</td>
              <td>
                {formatBytes(receivedBytes)}
                {tally.candidateBytes > 0 && (
                  <small>{texts.ofCandidates(formatBytes(tally.candidateBytes))}</small>
                )}
              </td>
              <td>
                {formatBytes(bytes)}
                {perEvent !== null && <small>{texts.perEventOf(formatBytes(perEvent))}</small>}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
