/** The second half of the lesson: how an answer travels, on one that grows for a while. */

import { type ReactNode, useEffect, useState } from "react";
import type { BranchMessage } from "../../core/index.ts";
import { useAnswer } from "../../react/index.ts";
import type { TransportName } from "../../transports/index.ts";
import { FaultsView } from "../faults/faults-view.tsx";
import { Compared, type Comparing, useComparison } from "../inspector/compare-view.tsx";
import { Initiators } from "../inspector/initiator-view.tsx";
import { killOf, knownOf, LiveInspected } from "../inspector/panel.tsx";
import { firstOf, TransportPicture } from "../inspector/picture-view.tsx";
import { FIGURES_EVERY_MS, Recorded } from "../inspector/recorded.tsx";
import type { Tab } from "../inspector/tabs.tsx";
import type { ChosenModel } from "../models/model-picker.tsx";
import { useExample } from "./example.tsx";
import { AnswerPane, QuestionBar } from "./question-bar.tsx";
import { useLearnTexts } from "./text/texts.ts";
import type { Machine } from "./use-machine.ts";

interface WireProps {
  machine: Machine;
  chosen: ChosenModel;
  step: number;
}

export function Wire({ machine, chosen, step }: WireProps): ReactNode {
  const texts = useLearnTexts();
  const { question, note } = useExample(chosen.model, "long");
  const { entry } = machine;
  const { comparison } = useCompared(entry, step <= TRANSPORTS_END);
  return (
    <>
      <QuestionBar
        machine={machine}
        example={question}
        onAsk={(asked) => machine.ask(asked, chosen.ask)}
      />
      {step === FIRST && note}
      <AnswerPane machine={machine} />
      {step <= TRANSPORTS_END && <Transports comparison={comparison} step={step} />}
      {step > TRANSPORTS_END && entry === undefined && <p className="hint">{texts.askFirst}</p>}
      {step === 8 && entry !== undefined && <Network key={entry.message.id} entry={entry} />}
      {step === 9 && entry !== undefined && <Faults machine={machine} entry={entry} />}
    </>
  );
}

/** The first step of the wire, and the last one about transports. */
const FIRST = 5;
const TRANSPORTS_END = 7;

const DRAWN: Readonly<Record<number, readonly TransportName[]>> = {
  5: ["polling", "long-polling"],
  6: ["websocket"],
  7: ["sse"],
};

/**
 * Follows each answer by all transports while it grows, if it is `wanted` when the answer begins: one
 * that has ended comes at once by all of them, and shows nothing. What was measured stays.
 */
function useCompared(entry: BranchMessage | undefined, wanted: boolean): Comparing {
  const comparing = useComparison(() => (entry === undefined ? null : knownOf(entry)));
  const growing = useAnswer(entry?.stream ?? null, (each) => each.arrived && !each.answer.ended);
  const id = entry?.message.id;
  const [begun, setBegun] = useState<string>();
  useEffect(() => {
    if (id === undefined || id === begun) return;
    if (growing === true && wanted) {
      setBegun(id);
      comparing.begin();
      // What the answer before was in is deleted now: nobody follows that any more.
    } else if (comparing.comparison?.running === true) comparing.stop();
  }, [growing, id, begun, wanted, comparing]);
  return comparing;
}

interface TransportsProps {
  comparison: Comparing["comparison"];
  step: number;
}

/** The transports of a step, drawn from the figures of the answer: each follows it by itself. */
function Transports({ comparison, step }: TransportsProps): ReactNode {
  const texts = useLearnTexts();
  const recordings = (comparison?.lanes ?? []).map((lane) => lane.recording);
  return (
    <div className="inspector lesson-wire">
      {step === TRANSPORTS_END && comparison !== null && <Compared comparison={comparison} />}
      <div className="lesson-pictures">
        {(DRAWN[step] ?? []).map((name) => (
          <TransportPicture
            key={name}
            name={name}
            picture={firstOf(recordings, name)}
            without={texts.notDrawn}
            bare
          />
        ))}
      </div>
    </div>
  );
}

/** The network tab of this page, opened at what came. */
function Network({ entry }: { entry: BranchMessage }): ReactNode {
  const [tab, setTab] = useState<Tab>("events");
  return (
    <div className="inspector lesson-wire lesson-network">
      <LiveInspected entry={entry} onKill={null} tab={tab} onTab={setTab} />
    </div>
  );
}

/** What can be broken, and what the page did about it. */
function Faults({ machine, entry }: { machine: Machine; entry: BranchMessage }): ReactNode {
  const texts = useLearnTexts();
  const id = entry.message.id;
  return (
    <div className="inspector lesson-wire" key={id}>
      <Recorded
        answerId={id}
        everyMs={FIGURES_EVERY_MS}
        empty={<p className="hint">{texts.endedBefore}</p>}
      >
        {(recording) => (
          <>
            <FaultsView
              recording={recording}
              known={() => knownOf(entry)}
              onKill={killOf(entry, machine.conversation)}
            />
            <h3>{texts.whyRequests}</h3>
            <Initiators recording={recording} chosen={undefined} onChoose={null} />
          </>
        )}
      </Recorded>
    </div>
  );
}
