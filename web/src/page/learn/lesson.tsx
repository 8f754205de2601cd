/**
 * The lesson: in ten steps from the next token to the cable that is pulled, each with a machine that
 * runs. The page shows it at an address of its own, in which the step stands.
 */

import "./styles.css";
import { type ReactNode, useEffect, useRef } from "react";
import { useStore } from "../../react/index.ts";
import { useLateRecorder } from "../inspector/late-recorder.ts";
import { ModelPicker } from "../models/model-picker.tsx";
import { openWay } from "../models/ways.ts";
import { useFixed } from "../person/use-me.ts";
import { Late, useLate } from "../shared/late.ts";
import { Logo } from "../shared/logo.tsx";
import { lateMarkdown } from "../shared/markdown-text.tsx";
import { PageLink } from "../shared/page-link.tsx";
import { useTheme } from "../shell/use-theme.ts";
import { Talk } from "./talk.tsx";
import { useLearnTexts } from "./text/texts.ts";
import { useLessonModel, useMachine } from "./use-machine.ts";
import { useStep, useStepKeys } from "./use-step.ts";
import { Wire } from "./wire.tsx";
import { QUESTION_END, Words } from "./words.tsx";

const lateWays = new Late(() => import("../models/model-ways.tsx"));

/** The last step of the words, and the last of the wire. */
const WORDS_END = 4;
const WIRE_END = 9;

export function Lesson({ onClose }: { onClose: () => void }): ReactNode {
  const texts = useLearnTexts();
  const { all } = texts;
  const step = useStep(all.length);
  useStepKeys(step, all.length);
  useTheme();
  useLate(lateMarkdown, true);
  // What comes over the wire is kept from the first question on.
  useLate(useLateRecorder(), true);
  const question = useMachine("question");
  const words = useMachine("words");
  const wire = useMachine("wire");
  const chosen = useLessonModel(question);
  const fixed = useFixed().includes("model");
  const heading = useHeading(step);
  const shown = all[step - 1];
  useEffect(() => {
    document.title = `${step}. ${shown?.name} · ${texts.title}`;
  }, [step, shown, texts]);
  if (shown === undefined) return null;
  return (
    <div className="lesson">
      <header className="lesson-head">
        <PageLink
          to={null}
          className="lesson-home"
          aria-label={texts.leave}
          title={texts.leave}
          onFollow={onClose}
        >
          <Logo />
          <span className="lesson-home-name">{texts.leave}</span>
        </PageLink>
        <h1>{texts.title}</h1>
        {!fixed && step <= WIRE_END && <ModelPicker chosen={chosen} />}
      </header>
      <nav className="lesson-steps" aria-label={texts.steps}>
        <ol>
          {all.map(({ name, short }, at) => (
            <li key={name}>
              <a
                href={`#${at + 1}`}
                aria-current={at + 1 === step ? "step" : undefined}
                aria-label={`${at + 1} ${short}: ${name}`}
                title={name}
              >
                {at + 1} <span className="lesson-short">{short}</span>
              </a>
            </li>
          ))}
        </ol>
        <p className="lesson-now" aria-hidden="true">
          {shown.name}
        </p>
      </nav>
      <main className="lesson-step">
        <div className="lesson-text" key={step}>
          <p className="lesson-count">{texts.step(step, all.length)}</p>
          <h2 ref={heading} tabIndex={-1}>
            {shown.name}
          </h2>
          {shown.text.map((paragraph) => (
            <p key={paragraph}>
              <Said text={paragraph} />
            </p>
          ))}
          <p className="lesson-try">
            <strong>{texts.try}</strong> <Said text={shown.try} />
          </p>
          {step === all.length && <p>{texts.closing}</p>}
        </div>
        <div className="lesson-machine">
          {step <= WORDS_END && (
            <Words machine={step <= QUESTION_END ? question : words} chosen={chosen} step={step} />
          )}
          {step > WORDS_END && step <= WIRE_END && (
            <Wire machine={wire} chosen={chosen} step={step} />
          )}
          {step > WIRE_END && <Talk />}
        </div>
        <Ways choose={chosen.choose} />
      </main>
      <footer className="lesson-foot">
        <Turn to={step - 1} name={all[step - 2]?.name} label={texts.previous} />
        {step < all.length ? (
          <Turn to={step + 1} name={all[step]?.name} label={texts.next} />
        ) : (
          <PageLink to={null} onFollow={onClose}>
            {texts.toChat}
          </PageLink>
        )}
      </footer>
    </div>
  );
}

/** The dialog by which a model is added, if the menu of models has opened one. */
function Ways({ choose }: { choose: (id: string) => void }): ReactNode {
  const { loaded } = useLate(lateWays, useStore(openWay) !== null);
  return loaded === null ? null : <loaded.ModelWays choose={choose} />;
}

/** Leads to the step before or behind; nothing where there is none. */
function Turn(props: { to: number; name: string | undefined; label: string }): ReactNode {
  const { to, name, label } = props;
  if (name === undefined) return <span />;
  return (
    <a href={`#${to}`}>
      <small>{label}</small> {name}
    </a>
  );
}

/** A text in which code stands between backticks. */
function Said({ text }: { text: string }): ReactNode {
  return text.split("`").map((part, at) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: a text does not change
    at % 2 === 1 ? <code key={at}>{part}</code> : part,
  );
}

/** The heading of the step: whoever turns the page goes on there, by eye and by keyboard. */
function useHeading(step: number) {
  const heading = useRef<HTMLHeadingElement>(null);
  const last = useRef(step);
  useEffect(() => {
    if (last.current === step) return;
    last.current = step;
    scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, [step]);
  return heading;
}
