/**
 * Thirty lines beside Yeoul: both run for real, get the same answer from a server of their own, and the
 * same faults. The inspector shows it in a dialog; it needs nothing around it but the page's language.
 */

import "./styles.css";
import { type ReactNode, useEffect, useState } from "react";
import { useStore } from "../../react/index.ts";
import { useFaultsTexts } from "../faults/text/texts.ts";
import { CopyButton } from "../shared/copy-button.tsx";
import { Reason } from "../shared/reason.tsx";
import { useEndInSight } from "../shared/use-end-in-sight.ts";
import { useTexts } from "../text/texts.tsx";
import { areAway, Exhibition, type Running, type SharedFault } from "./exhibition.ts";
import { damageOf, lengthOf, QUESTION, type Side } from "./side.ts";
import { useExhibitTexts } from "./text/texts.ts";
import clientCode from "./thirty-lines.ts?raw";

/** Begins when it is shown, and ends its servers when it is shown no more. */
export function Exhibit(): ReactNode {
  const texts = useExhibitTexts();
  const [exhibition, setExhibition] = useState<Exhibition | null>(null);
  useEffect(() => {
    const made = new Exhibition();
    setExhibition(made);
    void made.begin();
    return () => made.close();
  }, []);
  return (
    <div className="exhibit">
      <p className="hint">{texts.hint}</p>
      {exhibition !== null && <Shown exhibition={exhibition} />}
    </div>
  );
}

function Shown({ exhibition }: { exhibition: Exhibition }): ReactNode {
  const texts = useExhibitTexts();
  const { running, error } = useStore(exhibition);
  if (running === null && error === null) return <p role="status">{texts.starting}</p>;
  return (
    <>
      {error !== null && (
        <div className="exhibit-away" role="alert">
          <p>
            <Reason
              code={error.code}
              detail={error.message}
              sentence={error.status === 404 ? texts.gone : undefined}
            />
          </p>
          {running === null && (
            <button type="button" className="primary" onClick={() => void exhibition.begin()}>
              {texts.again}
            </button>
          )}
        </div>
      )}
      {running !== null && <Both exhibition={exhibition} running={running} />}
    </>
  );
}

const FAULTS: readonly SharedFault[] = ["cut", "silence", "buffering", "kill"];

function Both({ exhibition, running }: { exhibition: Exhibition; running: Running }): ReactNode {
  const texts = useExhibitTexts();
  const { names } = useFaultsTexts();
  const { appName } = useTexts();
  const thirty = useStore(running.thirty);
  const yeoul = useStore(running.yeoul);
  const growing = thirty.state === "growing" || yeoul.state === "growing";
  const state = useStore(exhibition);
  const away = areAway(state, yeoul);
  const can = (fault: SharedFault): boolean => growing && !(fault === "kill" && away);
  return (
    <>
      <p className="exhibit-question">
        {texts.question} <q lang="en">{QUESTION}</q>
      </p>
      <div className="exhibit-bar">
        <button type="button" className="primary" onClick={() => exhibition.ask()}>
          {texts.ask}
        </button>
        {FAULTS.map((fault) => (
          <button
            key={fault}
            type="button"
            // It keeps the focus of whoever has pressed it.
            aria-disabled={!can(fault)}
            onClick={() => can(fault) && void exhibition.do(fault)}
          >
            {fault === "kill" ? texts.kill : names[fault]}
          </button>
        ))}
      </div>
      <div className="exhibit-panes">
        <Pane name={texts.thirtyLines} side={running.thirty} whole={running.whole}>
          {thirty.state === "dead" && (
            <button type="button" onClick={() => void running.thirty.askAnew()}>
              {texts.fromTheBeginning}
            </button>
          )}
        </Pane>
        <Pane name={appName} side={running.yeoul} whole={running.whole}>
          {state.killed !== null && !away && <p className="hint">{texts.survived}</p>}
        </Pane>
      </div>
      <Code title={texts.serverCode} code={running.code} />
      <Code title={texts.clientCode} code={clientCode} />
    </>
  );
}

interface PaneProps {
  name: string;
  side: Side;
  whole: string;
  /** What is said, or can be done, once a fault has happened. */
  children: ReactNode;
}

function Pane({ name, side, whole, children }: PaneProps): ReactNode {
  const texts = useExhibitTexts();
  const { text, state, error, requests, anew, pauseMs } = useStore(side);
  const frame = useEndInSight();
  const { lost, doubled } = damageOf(text, whole);
  const over = state === "ended" || state === "dead";
  return (
    <section className={`exhibit-pane ${anew > 0 ? "" : state}`} aria-label={name}>
      <h3>{name}</h3>
      <p className="exhibit-state" role="status">
        {state !== "dead" && texts.states[state]}
        {state === "dead" && error === null && texts.dead}
        {state === "dead" && error !== null && <Reason code={error.code} detail={error.message} />}
      </p>
      <dl className="exhibit-counts">
        <Count name={texts.characters} value={texts.of(lengthOf(text), lengthOf(whole))} />
        <Count name={texts.requests} value={String(requests)} />
        <Count name={texts.lost} value={over ? String(lost) : "–"} bad={over && lost > 0} />
        <Count name={texts.doubled} value={String(doubled)} bad={doubled > 0} />
        {anew > 0 && <Count name={texts.anew} value={String(anew)} bad />}
        <Count name={texts.pause} value={texts.seconds(pauseMs)} />
      </dl>
      {children}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by keys */}
      <div {...frame} className="exhibit-text" tabIndex={0}>
        <p dir="auto">{text}</p>
      </div>
    </section>
  );
}

function Count({ name, value, bad }: { name: string; value: string; bad?: boolean }): ReactNode {
  return (
    <div className={bad === true ? "bad" : undefined}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Code({ title, code }: { title: string; code: string }): ReactNode {
  const texts = useExhibitTexts();
  return (
    <details className="exhibit-code">
      <summary>{title}</summary>
      <CopyButton label={texts.copyCode} text={() => code} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by keys */}
      <pre tabIndex={0}>
        <code>{code}</code>
      </pre>
    </details>
  );
}
