/**
 * Tells a screen reader when an answer starts and how it ends, and nothing between. It starts with
 * its first word: a question that is refused has no answer, and the bar above the box says why.
 */

import { type ReactNode, useEffect, useRef, useState } from "react";
import type { AnswerState, AnswerStream } from "../../core/index.ts";
import { useAnswer } from "../../react/index.ts";
import type { ConversationTexts } from "./text/en.ts";
import { useConversationTexts } from "./text/texts.ts";

export function Announcer({ live }: { live: AnswerStream | null }): ReactNode {
  const texts = useConversationTexts();
  const [said, setSaid] = useState("");
  const last = useRef<AnswerStream | null>(null);
  const stage = useAnswer(live, ({ answer }) => saidOf(texts, answer));
  useEffect(() => {
    const before = last.current;
    last.current = live;
    if (stage !== null) setSaid(stage);
    else if (before !== null) {
      const { answer, arrived, refusal } = before.getSnapshot();
      // Else it was taken back, or another branch is read: nothing is to be said of it.
      const lost = !answer.ended && arrived && refusal !== null;
      setSaid(lost ? texts.announceFailed : saidOf(texts, { ...answer, parts: [] }));
    }
  }, [live, stage, texts]);
  return (
    <div role="status" className="off-screen">
      {said}
    </div>
  );
}

function saidOf(texts: ConversationTexts, answer: AnswerState): string {
  if (!answer.ended) return answer.parts.length === 0 ? "" : texts.announceStarted;
  if (answer.status === "finished") return texts.announceFinished;
  return answer.status === "stopped" ? texts.announceStopped : texts.announceFailed;
}
