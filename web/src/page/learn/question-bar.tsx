/** The question of a machine and its answer: asked by a button, and stopped by the same. */

import { type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from "react";
import { lateNotice } from "../messages/answer-article.tsx";
import { PhaseLine } from "../messages/growing-figures.tsx";
import { Versions } from "../messages/versions.tsx";
import { ErrorBar } from "../shared/error-bar.tsx";
import { useLate } from "../shared/late.ts";
import { MarkdownText } from "../shared/markdown-text.tsx";
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
  return (
    <>
      <form
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
        <button type="button" disabled={!growing} onClick={() => void conversation.stop()}>
          {stop}
        </button>
      </form>
      <ErrorBar
        error={view.rejected?.error ?? view.error}
        onDismiss={() => conversation.clearError()}
      />
    </>
  );
}

/** The answer as a reader sees it. */
export function AnswerPane({ machine }: { machine: Machine }): ReactNode {
  const texts = useLearnTexts();
  const shown = useShown(machine);
  const { loaded: notice } = useLate(lateNotice, true);
  const pane = useEndInSight(shown?.answer.text ?? "");
  const { conversation, entry } = machine;
  return (
    <section
      {...pane}
      className="lesson-answer"
      aria-label={texts.answer}
      aria-busy={shown?.growing === true ? true : undefined}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by keys
      tabIndex={0}
    >
      {shown === null || entry === undefined ? (
        <p className="hint">{texts.notAsked}</p>
      ) : (
        <>
          <Versions entry={entry} onSwitch={(id) => void conversation.showVersion(id)} />
          {shown.answer.text !== "" && (
            <MarkdownText
              text={shown.answer.text}
              revision={shown.answer.revision}
              growing={shown.growing}
              whole={shown.answer.reason === "stop"}
            />
          )}
          {shown.growing && shown.live !== null && <PhaseLine live={shown.live} />}
          {!shown.growing && notice !== null && (
            <notice.AnswerNotice answer={shown.answer} onRetry={null} onContinue={null} />
          )}
        </>
      )}
    </section>
  );
}

/** So near to the end counts as being there. */
const NEAR_END_PX = 24;

/** Keeps the end of a text in sight, until its reader scrolls up. */
function useEndInSight(text: string): {
  ref: RefObject<HTMLElement | null>;
  onScroll: () => void;
} {
  const ref = useRef<HTMLElement>(null);
  const atEnd = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever there is more text
  useLayoutEffect(() => {
    if (ref.current !== null && atEnd.current) ref.current.scrollTop = ref.current.scrollHeight;
  }, [text]);
  return {
    ref,
    onScroll: () => {
      if (ref.current === null) return;
      const { scrollHeight, scrollTop, clientHeight } = ref.current;
      atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    },
  };
}
