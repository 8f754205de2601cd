import { type ReactNode, useEffect, useRef, useState } from "react";
import type { AnswerStream } from "../core/index.ts";
import { useAnswer } from "../react/index.ts";
import type { Texts } from "./text/en.ts";
import { useTexts } from "./text/texts.tsx";

/** Tells a screen reader when an answer starts and when it ends, and nothing between. */
export function Announcer({ live }: { live: AnswerStream | null }): ReactNode {
  const texts = useTexts();
  const [said, setSaid] = useState("");
  const last = useRef<AnswerStream | null>(null);
  const ended = useAnswer(live)?.answer.ended === true;
  useEffect(() => {
    const before = last.current;
    last.current = live;
    if (live !== null && live !== before && !ended) setSaid(texts.announceStarted);
    const over = live ?? before;
    const answer = over?.getSnapshot().answer;
    if (answer?.ended) setSaid(ending(texts, answer.status));
  }, [live, ended, texts]);
  return (
    <div role="status" className="off-screen">
      {said}
    </div>
  );
}

function ending(texts: Texts, status: string): string {
  if (status === "finished") return texts.announceFinished;
  return status === "stopped" ? texts.announceStopped : texts.announceFailed;
}
