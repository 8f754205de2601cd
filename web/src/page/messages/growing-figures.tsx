/** What a growing answer tells about itself: its phase where the text does not, and its speed. */

import { type ReactNode, useEffect, useState } from "react";
import type { AnswerState, LiveFigures, StreamSnapshot } from "../../core/index.ts";
import { assertNever } from "../../protocol/index.ts";
import { Icon } from "../shared/icons.tsx";
import type { Texts } from "../text/en.ts";
import { useTexts } from "../text/texts.tsx";
import { liveFiguresText, originText } from "./figures.ts";
import { FiguresLine } from "./figures-line.tsx";

/** An answer that has begun and gets no further for so long is said to wait. */
export const STALLED_MS = 5_000;
const TICK_MS = 500;

/** The phase as a line of its own; nothing when the growing text says it. */
export function PhaseLine({ live }: { live: StreamSnapshot }): ReactNode {
  const texts = useTexts();
  const now = useNow();
  const { figures } = live;
  const said = phaseText(texts, live, now) ?? stalledText(texts, figures, now);
  if (said === null) return null;
  return (
    <p className="phase">
      {!endsWithText(live) && <span className="caret" aria-hidden="true" />}
      {said}
    </p>
  );
}

interface LiveLineProps {
  live: StreamSnapshot;
  model: string;
  /** The way to the other versions. */
  children: ReactNode;
}

/** Its line stands where that of the whole answer will be, behind the shadows of the buttons to come. */
export function LiveFiguresLine({ live, model, children }: LiveLineProps): ReactNode {
  const texts = useTexts();
  const { answer, figures } = live;
  const [shown, setShown] = useState(figures);
  const now = useNow();
  // Written again with every tick, not with every token.
  const [at, setAt] = useState(now);
  if (at !== now) {
    setAt(now);
    setShown(figures);
  }
  return (
    <div className="tools">
      {children}
      <span className="tools-to-come" aria-hidden="true">
        <Icon name="copy" />
        <Icon name="again" />
      </span>
      <FiguresLine
        origin={originText(texts, answer, model)}
        figures={liveFiguresText(texts, shown)}
      />
    </div>
  );
}

/** The time, twice a second. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Where no text was seen to come, as after a reload, the wait is at least that of the page. */
function stalledText(texts: Texts, { beganAt, lastAt }: LiveFigures, now: number): string | null {
  const waitedMs = now - (lastAt ?? beganAt);
  return waitedMs < STALLED_MS ? null : texts.phaseStalled(Math.floor(waitedMs / 1000));
}

/** Whether the text is what grows, and says so itself. */
function endsWithText({ answer }: StreamSnapshot): boolean {
  return answer.text !== "" && !endsWithCall(answer);
}

function endsWithCall({ parts }: AnswerState): boolean {
  return parts.at(-1)?.kind === "tool_call";
}

function phaseText(texts: Texts, live: StreamSnapshot, now: number): string | null {
  const { answer, connection, figures } = live;
  if (connection === "reconnecting") return texts.phaseReconnecting;
  if (endsWithText(live)) return null;
  switch (answer.phase) {
    case "queued":
      return answer.queuePosition === null || answer.queuePosition < 1
        ? texts.phaseQueued
        : texts.phaseQueuedAt(answer.queuePosition);
    case "connecting":
    case null:
      return texts.phaseConnecting;
    case "loading":
      // A large model takes its time; that it passes shows that nothing is stuck.
      return texts.phaseLoading(Math.floor((now - figures.beganAt) / 1000));
    case "thinking":
      return texts.phaseThinking;
    case "generating":
      return endsWithCall(answer) ? texts.phaseCalling : texts.phaseGenerating;
    default:
      return assertNever(answer.phase);
  }
}
