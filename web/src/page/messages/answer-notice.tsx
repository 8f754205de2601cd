/** Says why an answer is not whole, and offers what helps; nothing for one that is. Loaded late. */

import type { ReactNode } from "react";
import type { AnswerState, ConversationView } from "../../core/index.ts";
import { readInstead } from "../files/read-instead.ts";
import { Icon } from "../shared/icons.tsx";
import { Reason } from "../shared/reason.tsx";
import { useTexts } from "../text/texts.tsx";
import type { NoticeTexts } from "./text/en.ts";
import { useNoticeTexts } from "./text/texts.ts";

export interface NoticeProps {
  answer: AnswerState;
  /** null: it cannot be asked for again. */
  onRetry: (() => void) | null;
  /** null: it cannot go on. */
  onContinue: (() => void) | null;
}

export function AnswerNotice(props: NoticeProps): ReactNode {
  const texts = useNoticeTexts();
  const { omittedMessages, parts, status } = props.answer;
  const calls = parts.filter((part) => part.kind === "tool_call").length;
  const title = noticeTitle(texts, props.answer, calls);
  return (
    <>
      {omittedMessages > 0 && <p className="omitted">{texts.omitted(omittedMessages)}</p>}
      {title === null && status === "finished" && calls > 0 && (
        <p className="omitted">{texts.calls(calls)}</p>
      )}
      {title !== null && <Notice {...props} title={title} />}
    </>
  );
}

function Notice({
  title,
  answer,
  onRetry,
  onContinue,
}: NoticeProps & { title: string }): ReactNode {
  const { retry } = useTexts();
  const texts = useNoticeTexts();
  const { error, status } = answer;
  const broken = status === "failed" || status === "interrupted";
  const again = broken || title === texts.onlyThought || title === texts.wentInCircles;
  return (
    <div className={broken ? "notice broken" : "notice"}>
      {broken && <Icon name="warning" />}
      <div className="notice-text">
        <strong>{title}</strong>
        {error !== null && <Reason code={error.code} detail={error.detail} />}
      </div>
      {error?.code === "images_not_taken" && onRetry !== null && (
        <ReadButton questionId={answer.questionId} label={texts.readInstead} />
      )}
      {onContinue !== null && (
        <button type="button" className="link" onClick={onContinue}>
          {texts.continue}
        </button>
      )}
      {again && onRetry !== null && (
        <button type="button" className="link" onClick={onRetry}>
          {retry}
        </button>
      )}
    </div>
  );
}

/** Below a refusal to answer again, as the model sees none of the pictures; nothing for another. */
export function ReadInstead({ view }: { view: ConversationView }): ReactNode {
  const texts = useNoticeTexts();
  const { branch, error } = view;
  const asked = branch.findLast(
    ({ message }) => message.role === "user" && message.attachments?.length,
  );
  if (error?.code !== "images_not_taken" || asked === undefined) return null;
  return <ReadButton questionId={asked.message.id} label={texts.readInstead} />;
}

function ReadButton({
  questionId,
  label,
}: {
  questionId: string | null;
  label: string;
}): ReactNode {
  return (
    <button type="button" className="link" onClick={() => readInstead.set(questionId)}>
      {label}
    </button>
  );
}

function noticeTitle(
  texts: NoticeTexts,
  { status, reason, text }: AnswerState,
  calls: number,
): string | null {
  if (status === "stopped") return texts.stopped;
  if (status === "interrupted") return texts.interrupted;
  if (status === "failed") return texts.failed;
  if (reason === "length") return texts.cutAtLength;
  if (reason === "repetition") return texts.wentInCircles;
  if (reason === "content_filter") return texts.filtered;
  if (status === "finished" && calls === 0 && text.trim() === "") return texts.onlyThought;
  return null;
}
