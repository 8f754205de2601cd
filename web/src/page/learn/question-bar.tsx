/** The question of a machine and its answer: asked by a button, and stopped by the one beside it. */

import { type ReactNode, type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";
import { Announcer } from "../conversation/announcer.tsx";
import { lateNotice } from "../messages/answer-article.tsx";
import { PhaseLine } from "../messages/growing-figures.tsx";
import { Versions } from "../messages/versions.tsx";
import { ErrorBar } from "../shared/error-bar.tsx";
import { useLate } from "../shared/late.ts";
import { MarkdownText } from "../shared/markdown-text.tsx";
import { useEndInSight } from "../shared/use-end-in-sight.ts";
import { useTexts } from "../text/texts.tsx";
import { useLearnTexts } from "./text/texts.ts";
import { type Machine, useShown } from "./use-machine.ts";

interface QuestionProps {
  machine: Machine;
  /** What stands in the field at first. */
  example: string;
  onAsk: (question: string) => void;
}

export function QuestionBar({ machine, example, onAsk }: QuestionProps): ReactNode {
  const texts = useLearnTexts();
  const { stop } = useTexts();
  const [written, setWritten] = useState<string | null>(null);
  const { conversation, view, entry } = machine;
  const question = written ?? example;
  const growing = view.live !== null;
  const form = useMachineInSight(view.live?.getSnapshot().answer.id);
  return (
    <>
      <form
        ref={form}
        className="lesson-question"
        onSubmit={(event) => {
          event.preventDefault();
          if (question.trim() !== "") onAsk(question);
        }}
      >
        <input
          type="text"
          aria-label={texts.question}
          value={question}
          autoComplete="off"
          enterKeyHint="send"
          onChange={(event) => setWritten(event.target.value)}
        />
        <button type="submit" className="primary" disabled={question.trim() === ""}>
          {entry === undefined ? texts.ask : texts.askAgain}
        </button>
        <button
          type="button"
          // It keeps the focus of whoever has pressed it.
          aria-disabled={!growing}
          onClick={() => growing && void conversation.stop()}
        >
          {stop}
        </button>
      </form>
      <ErrorBar
        error={view.rejected?.error ?? view.error}
        onDismiss={() => conversation.clearError()}
      />
      <Announcer live={view.live} />
    </>
  );
}

/**
 * Where all stands below each other, what has just been asked is brought into view, from the question
 * on: the answer is below it, or a version was asked for far below it.
 */
function useMachineInSight(asked: string | undefined): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  const before = useRef(asked);
  const bring = useEffectEvent((): void => {
    const { current } = form;
    if (current === null || matchMedia(SIDE_BY_SIDE).matches) return;
    // The keyboard of a phone would cover it.
    if (matchMedia("(hover: none)").matches && current.contains(document.activeElement)) {
      (document.activeElement as HTMLElement).blur();
    }
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    current.scrollIntoView({ block: "start", behavior: still ? "auto" : "smooth" });
  });
  useEffect(() => {
    if (asked !== undefined && asked !== before.current) bring();
    before.current = asked;
  }, [asked]);
  return form;
}

/** As in lesson.css. */
const SIDE_BY_SIDE = "(min-width: 960px)";

/** The answer as a reader sees it. */
export function AnswerPane({ machine }: { machine: Machine }): ReactNode {
  const texts = useLearnTexts();
  const shown = useShown(machine);
  const { loaded: notice } = useLate(lateNotice, true);
  const pane = useEndInSight();
  const { conversation, entry } = machine;
  return (
    <section
      className="lesson-answer"
      aria-label={texts.answer}
      aria-busy={shown?.growing === true ? true : undefined}
    >
      {entry !== undefined && (
        <Versions entry={entry} onSwitch={(id) => void conversation.showVersion(id)} />
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by keys */}
      <div {...pane} className="lesson-answer-text" tabIndex={0}>
        <div>
          {shown === null && <p className="hint">{texts.notAsked}</p>}
          {shown !== null && (
            <>
              {shown.answer.text !== "" && (
                <MarkdownText
                  text={shown.answer.text}
                  revision={shown.answer.revision}
                  growing={shown.growing}
                  whole={shown.answer.reason === "stop"}
                />
              )}
              {shown.growing && shown.live?.connection === "closed" && (
                <p className="phase">{texts.readerGone}</p>
              )}
              {shown.growing && shown.live !== null && shown.live.connection !== "closed" && (
                <PhaseLine live={shown.live} />
              )}
              {!shown.growing && notice !== null && (
                <notice.AnswerNotice answer={shown.answer} onRetry={null} onContinue={null} />
              )}
            </>
          )}
        </div>
      </div>
    </section>
  );
}
