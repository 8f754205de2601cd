/** An answer: while it grows with a caret and its phase, afterwards with what can be done with it. */

import { memo, type ReactNode, type RefObject, useRef } from "react";
import {
  type AnswerState,
  type BranchMessage,
  type Part,
  snapshotState,
  type ToolCallPart,
} from "../../core/index.ts";
import { richTextIn } from "../../markdown/plain.ts";
import { type Answer, assertNever } from "../../protocol/index.ts";
import { useAnswer } from "../../react/index.ts";
import { mark } from "../landmarks.ts";
import { ReadAloud } from "../reading/reading.tsx";
import { CopyButton } from "../shared/copy-button.tsx";
import { IconButton } from "../shared/icon-button.tsx";
import { Late, useLate } from "../shared/late.ts";
import { MarkdownText } from "../shared/markdown-text.tsx";
import { useTexts } from "../text/texts.tsx";
import { Tokens } from "../tokens/tokens.tsx";
import { figuresText, originText } from "./figures.ts";
import { FiguresLine } from "./figures-line.tsx";
import { LiveFiguresLine, PhaseLine } from "./growing-figures.tsx";
import { Reasoning } from "./reasoning.tsx";
import { Versions } from "./versions.tsx";

export const lateNotice = new Late(() => import("./answer-notice.tsx"));
const lateCall = new Late(() => import("./tool-call.tsx"));

interface AnswerProps {
  entry: BranchMessage;
  /** What the model is called that answers. */
  model: string;
  /** Only its text is shown for now, as it was written. */
  bare?: boolean;
  onSwitch: (id: string) => void;
  /** null, as `onContinue`: it can only be read. */
  onRegenerate: ((questionId: string) => void) | null;
  onContinue: ((answerId: string) => void) | null;
}

export const AnswerArticle = memo(function AnswerArticle(props: AnswerProps): ReactNode {
  const { entry, model, bare = false, onRegenerate } = props;
  const texts = useTexts();
  const article = useRef<HTMLElement>(null);
  const live = useAnswer(entry.stream);
  if (entry.message.role !== "assistant") return null;
  const message = entry.message;
  const answer = live?.answer ?? snapshotState(message);
  const growing = !answer.ended && live?.connection !== "refused";
  if (bare && !growing) {
    return (
      <article {...mark("message")} className="answer plain" aria-label={texts.answer}>
        {answer.text}
      </article>
    );
  }
  return (
    <article
      {...mark("message")}
      ref={article}
      className="answer"
      aria-label={texts.answer}
      aria-busy={growing ? true : undefined}
    >
      {answer.parts.map((part) => (
        <AnswerPart
          key={part.kind === "tool_call" ? part.index : part.kind}
          part={part}
          answer={answer}
          growing={growing}
          thoughtMs={answer.timings?.thinking_ms ?? live?.figures.thoughtMs ?? null}
        />
      ))}
      {growing && live !== null && <PhaseLine live={live} />}
      {growing && live !== null && (answer.text !== "" || entry.versions.length > 1) && (
        <LiveFiguresLine live={live} model={model}>
          <Versions entry={entry} onSwitch={props.onSwitch} />
        </LiveFiguresLine>
      )}
      {!growing && <Ended {...props} message={message} answer={answer} article={article} />}
      {onRegenerate !== null && (
        <Tokens answer={answer} growing={growing} onRegenerate={onRegenerate} />
      )}
    </article>
  );
});

interface PartProps {
  part: Part;
  answer: AnswerState;
  growing: boolean;
  /** How long the model thought, as far as that is known. */
  thoughtMs: number | null;
}

function AnswerPart({ part, answer, growing, thoughtMs }: PartProps): ReactNode {
  switch (part.kind) {
    case "reasoning":
      return <Reasoning text={part.text} thoughtMs={thoughtMs} />;
    case "text":
      return (
        <MarkdownText
          text={part.text}
          revision={part.revision}
          // Behind the text come calls: the caret is there.
          growing={growing && answer.parts.at(-1) === part}
          whole={answer.reason === "stop" || answer.reason === "tool_calls"}
        />
      );
    case "tool_call":
      return <Call call={part} growing={growing && answer.parts.at(-1) === part} />;
    default:
      return assertNever(part);
  }
}

function Call(props: { call: ToolCallPart; growing: boolean }): ReactNode {
  const { loaded } = useLate(lateCall, true);
  return loaded === null ? null : <loaded.ToolCall {...props} />;
}

interface EndedProps extends AnswerProps {
  message: Answer;
  answer: AnswerState;
  article: RefObject<HTMLElement | null>;
}

/** What stands below an answer that has ended: what it lacks, and what can be done with it. */
function Ended(props: EndedProps): ReactNode {
  const { entry, message, answer, model, onSwitch, onRegenerate, onContinue } = props;
  const texts = useTexts();
  const regenerate = onRegenerate && (() => onRegenerate(message.parent_id));
  const { loaded: notice } = useLate(lateNotice, true);
  const goOn = onContinue && (() => onContinue(message.id));
  return (
    <>
      {notice !== null && (
        <notice.AnswerNotice
          answer={answer}
          onRetry={regenerate}
          onContinue={message.continuable === true ? goOn : null}
        />
      )}
      <div className="tools">
        <Versions entry={entry} onSwitch={onSwitch} />
        {answer.text !== "" && (
          <CopyButton
            label={texts.copy}
            text={() => answer.text}
            html={() => richTextIn(props.article.current)}
          />
        )}
        {answer.text !== "" && <ReadAloud text={answer.text} article={props.article} />}
        {regenerate !== null && (
          <IconButton label={texts.regenerate} icon="again" onClick={regenerate} />
        )}
        <FiguresLine
          origin={originText(texts, answer, model)}
          figures={figuresText(texts, answer)}
        />
      </div>
    </>
  );
}
