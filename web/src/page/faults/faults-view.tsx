/** Breaks the line of the answer that is looked at, and says what Yeoul did about it. */

import "./styles.css";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { AnswerState } from "../../core/index.ts";
import type { Recording } from "../../core/recording/index.ts";
import { formatCursor } from "../../protocol/index.ts";
import { useStore } from "../../react/index.ts";
import { useTransportNames } from "../settings/transport-choice.tsx";
import { LessonLink } from "../shared/lesson-link.tsx";
import { type Faults, faultsOf } from "./faults.ts";
import { type Line, useLine } from "./line.ts";
import { useFaultsTexts } from "./text/texts.ts";
import { useTransportAsBefore } from "./use-transport-as-before.ts";
import { type Check, type Damage, type FaultName, repairOf } from "./verdict.ts";

interface FaultsProps {
  recording: Recording;
  /** The answer as the page has it now. */
  known: () => AnswerState | null;
  /** Has the page stop following the answer, and come back a while later; null if it cannot. */
  onKill: (() => void) | null;
}

export function FaultsView(props: FaultsProps): ReactNode {
  const texts = useFaultsTexts();
  const faults = useFaults(props.recording.answerId, useLine());
  useTransportAsBefore();
  return (
    <section className="faults" aria-label={texts.title}>
      <p className="hint">
        {texts.hint} <LessonLink step={9}>{texts.lesson}</LessonLink>
      </p>
      {faults !== null && <Buttons {...props} faults={faults} />}
    </section>
  );
}

/** Those of an answer. They take hold of the line, which is not done while something is drawn. */
function useFaults(answerId: string, line: Line | null): Faults | null {
  const [faults, setFaults] = useState<Faults | null>(null);
  useEffect(() => setFaults(line === null ? null : faultsOf(answerId, line)), [answerId, line]);
  return faults;
}

const NAMES: readonly FaultName[] = ["cut", "silence", "buffering", "reader"];

function Buttons(props: FaultsProps & { faults: Faults }): ReactNode {
  const { recording, known, onKill, faults } = props;
  const texts = useFaultsTexts();
  const { damages, ...verdict } = useStore(faults);
  const answer = known();
  const growing = answer?.ended === false && !recording.ended;
  // What was found at an end says nothing about an answer that goes on.
  const check = growing ? null : verdict.check;
  const requests = recording.exchanges.at(-1)?.number ?? 0;
  const reports = useRef<HTMLOListElement>(null);
  const shown = useRef(damages.length);
  useEffect(() => {
    if (answer?.ended === true && recording.ended) void faults.check(recording, answer);
  });
  const can = (name: FaultName): boolean => growing && !(name === "reader" && onKill === null);
  const act = (name: FaultName): void => {
    faults.do(name, recording);
    if (name === "reader") onKill?.();
  };
  useEffect(() => {
    const report = reports.current?.lastElementChild;
    if (damages.length > shown.current) report?.scrollIntoView({ block: "nearest" });
    shown.current = damages.length;
  }, [damages.length]);
  return (
    <>
      <div className="fault-buttons">
        {NAMES.map((name) => (
          <button
            key={name}
            type="button"
            // It keeps the focus of whoever has pressed it.
            aria-disabled={!can(name)}
            onClick={() => can(name) && act(name)}
          >
            {texts.names[name]}
          </button>
        ))}
      </div>
      <p className="hint">{texts.reader}</p>
      {!growing && damages.length === 0 && <p className="hint">{texts.needsGrowing}</p>}
      <ol ref={reports} className="fault-reports" aria-live="polite">
        {damages.map((damage, index) => (
          <li key={damage.at}>
            <Report
              recording={recording}
              damage={damage}
              before={damages[index + 1]?.at}
              check={check}
            />
          </li>
        ))}
      </ol>
      {check !== null && <p className="hint">{texts.checked(check.events, requests)}</p>}
    </>
  );
}

interface ReportProps {
  recording: Recording;
  damage: Damage;
  /** When the next fault was done. */
  before: number | undefined;
  check: Check | null;
}

/** One fault in a line: what happened, what followed, and whether anything is missing. */
function Report({ recording, damage, before, check }: ReportProps): ReactNode {
  const texts = useFaultsTexts();
  const names = useTransportNames();
  const { again, wentOnMs, turnedTo, between } = repairOf(recording, damage, before);
  const id = damage.cursor === null ? null : formatCursor(damage.cursor);
  const steps = [texts.happened[damage.name](id)];
  const asks = damage.name === "cut" || damage.name === "reader" || turnedTo !== null;
  if (asks && again !== null) steps.push(texts.askedAgain(again.after, seconds(again.afterMs)));
  if (between !== null) {
    steps.push(texts.fromConversation(formatCursor(between.first), formatCursor(between.last)));
  }
  if (turnedTo !== null) steps.push(texts.turnedTo(names[turnedTo]));
  if (wentOnMs !== null) steps.push(texts.wentOn(seconds(wentOnMs)));
  else if (before !== undefined) steps.push(texts.overtaken);
  return (
    <>
      {steps.join(" · ")}
      {" · "}
      <strong className={check !== null && !isWhole(check) ? "fault-loss" : undefined}>
        {check === null ? texts.checking : outcome(texts, check)}
      </strong>
    </>
  );
}

function outcome(texts: ReturnType<typeof useFaultsTexts>, check: Check): string {
  return isWhole(check) ? texts.whole : texts.damaged(check.lost, check.doubled);
}

function isWhole({ lost, doubled, sameText }: Check): boolean {
  return lost === 0 && doubled === 0 && sameText;
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
