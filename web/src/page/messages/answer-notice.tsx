/** Says why an answer is not whole, and offers what helps; nothing for one that is. */

import type { ReactNode } from "react";
import type { AnswerState } from "../../core/index.ts";
import { Icon } from "../shared/icons.tsx";
import { Reason } from "../shared/reason.tsx";
import type { Texts } from "../text/en.ts";
import { useTexts } from "../text/texts.tsx";

interface NoticeProps {
  answer: AnswerState;
  /** null: it cannot be asked for again. */
  onRetry: (() => void) | null;
  /** null: it cannot go on. */
  onContinue: (() => void) | null;
}

export function AnswerNotice({ answer, onRetry, onContinue }: NoticeProps): ReactNode {
  const texts = useTexts();
  const title = noticeTitle(texts, answer);
  if (title === null) return null;
  const { error, status } = answer;
  const broken = status === "failed" || status === "interrupted";
  const again = broken || title === texts.onlyThought;
  return (
    <div className={broken ? "notice broken" : "notice"}>
      {broken && <Icon name="warning" />}
      <div className="notice-text">
        <strong>{title}</strong>
        {error !== null && <Reason code={error.code} detail={error.detail} />}
      </div>
      {onContinue !== null && (
        <button type="button" className="link" onClick={onContinue}>
          {texts.continue}
        </button>
      )}
      {again && onRetry !== null && (
        <button type="button" className="link" onClick={onRetry}>
          {texts.retry}
        </button>
      )}
    </div>
  );
}

function noticeTitle(texts: Texts, { status, reason, text }: AnswerState): string | null {
  if (status === "stopped") return texts.stopped;
  if (status === "interrupted") return texts.interrupted;
  if (status === "failed") return texts.failed;
  if (reason === "length") return texts.cutAtLength;
  if (reason === "content_filter") return texts.filtered;
  if (reason === "tool_calls") return null;
  if (status === "finished" && text.trim() === "") return texts.onlyThought;
  return null;
}
