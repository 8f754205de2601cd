/** How answers come, what each way has cost for this one, and the four beside each other. */

import type { ReactNode } from "react";
import type { AnswerState, Recording } from "../../core/index.ts";
import { useStore } from "../../react/index.ts";
import { LADDER, type TransportMode } from "../../transports/index.ts";
import { usePreferences } from "../preferences.tsx";
import { Choice } from "../shared/choice.tsx";
import { CompareView } from "./compare-view.tsx";
import { overheadOf } from "./figures.ts";
import { formatBytes } from "./format.ts";
import { FIGURES_EVERY_MS, Recorded } from "./recorded.tsx";
import { Section } from "./section.tsx";
import { useInspectorTexts } from "./text/texts.ts";
import { transportName } from "./transport-name.ts";

interface TransportsProps {
  answerId: string;
  known: () => AnswerState | null;
}

export function TransportsView({ answerId, known }: TransportsProps): ReactNode {
  const texts = useInspectorTexts();
  return (
    <>
      <TransportChooser />
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
      <CompareView known={known} />
    </>
  );
}

function TransportChooser(): ReactNode {
  const texts = useInspectorTexts();
  const preferences = usePreferences();
  const { transport } = useStore(preferences);
  const modes: readonly TransportMode[] = ["auto", ...LADDER];
  return (
    <Choice
      legend={texts.choose}
      hint={texts.chooseHint}
      options={modes.map((mode) => [
        mode,
        mode === "auto" ? texts.auto : transportName(texts, mode),
      ])}
      value={transport}
      onChoose={(mode) => preferences.choose("transport", mode)}
    />
  );
}

function Costs({ recording }: { recording: Recording }): ReactNode {
  const texts = useInspectorTexts();
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
              <th scope="row">{transportName(texts, name)}</th>
              <td>{tally.requests}</td>
              <td>{tally.events}</td>
              <td>{formatBytes(receivedBytes)}</td>
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
