/** Plays the recording of an answer again, into a view of its own. */

import {
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import type { AnswerState } from "../../core/index.ts";
import type { Recording } from "../../core/recording/index.ts";
import { useStore } from "../../react/index.ts";
import { ToolCall } from "../messages/tool-call.tsx";
import { Choice } from "../shared/choice.tsx";
import { MarkdownText } from "../shared/markdown-text.tsx";
import { formatPosition } from "./format.ts";
import { useOpened } from "./opened.ts";
import { Player } from "./player.tsx";
import { questionOf, Replay, reelOf, SPEEDS } from "./replay.ts";
import type { InspectorTexts } from "./text/en.ts";
import { useInspectorTexts } from "./text/texts.ts";

interface ReplayProps {
  recording: Recording;
  known: () => AnswerState | null;
}

export function ReplayView({ recording, known }: ReplayProps): ReactNode {
  const texts = useInspectorTexts();
  const reel = recording.events.length === 0 ? null : () => reelOf(recording, known());
  if (reel === null) return <p className="inspector-empty">{texts.noEvents}</p>;
  return <Replayed key={recording.answerId} recording={recording} reel={reel} />;
}

/** Another revision tells the splitter of Markdown that the text got shorter. */
const REVISIONS_PER_REWIND = 1_000_000;

interface ReplayedProps {
  recording: Recording;
  reel: () => ReturnType<typeof reelOf>;
}

function Replayed({ recording, reel }: ReplayedProps): ReactNode {
  const texts = useInspectorTexts();
  const opened = useOpened() !== null;
  const [replay] = useState(() => madeFrom(reel()));
  const { answer, ...view } = useStore(replay.view);
  const { ended } = recording;
  useEffect(() => () => replay.pause(), [replay]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what came until the end is taken in
  useEffect(() => takeIn(replay, reel), [replay, ended]);
  const toggle = (): void => {
    if (view.playing) replay.pause();
    else {
      if (!ended) takeIn(replay, reel);
      replay.play();
    }
  };
  const growing = !answer.ended && view.shown > 0;
  const text = useFollowed(view.playing, view.shown);
  // Where an answer is of this page, its question stands beside it.
  const question = opened ? questionOf(recording) : null;
  return (
    <>
      <Player
        playing={view.playing}
        play={texts.play}
        onToggle={toggle}
        position={view.positionMs}
        duration={view.durationMs}
        onSeek={(position) => replay.seek(position)}
        told={`${formatPosition(view.positionMs)} / ${formatPosition(view.durationMs)}`}
        spoken={texts.positionText(
          formatPosition(view.positionMs),
          formatPosition(view.durationMs),
          view.shown,
          view.count,
        )}
      >
        <Choice
          legend={texts.speed}
          silent
          options={SPEEDS.map((speed) => [speed, speed === 0.25 ? "×¼" : `×${speed}`])}
          value={view.speed}
          onChoose={(speed) => replay.setSpeed(speed)}
        />
      </Player>
      <p className="hint">{hintOf(texts, recording, opened)}</p>
      {question !== null && (
        <p className="replayed-question" dir="auto">
          {question}
        </p>
      )}
      <section ref={text} className="replayed" aria-label={texts.replayed}>
        {view.shown === 0 && !view.playing && <p className="hint">{texts.replayStart}</p>}
        {answer.reasoning !== "" && <p className="replayed-thoughts">{answer.reasoning}</p>}
        <MarkdownText
          text={answer.text}
          revision={answer.revision + view.rewinds * REVISIONS_PER_REWIND}
          growing={growing && answer.parts.at(-1)?.kind !== "tool_call"}
          whole={answer.reason === "stop" || answer.reason === "tool_calls"}
        />
        {answer.parts.map(
          (part) =>
            part.kind === "tool_call" && (
              <ToolCall
                key={part.index}
                call={part}
                growing={growing && answer.parts.at(-1) === part}
              />
            ),
        )}
      </section>
    </>
  );
}

function hintOf(texts: InspectorTexts, recording: Recording, opened: boolean): string {
  const { ended, reread } = recording;
  if (reread) return texts.replayEvenly;
  if (ended) return texts.replayHint;
  return opened ? texts.replayUnfinished : texts.replayGrowing;
}

/** What is added in one frame; who is further away from the end has scrolled up. */
const NEAR_END_PX = 160;

/** Keeps the end of the text in sight while it plays. */
function useFollowed(playing: boolean, shown: number): RefObject<HTMLElement | null> {
  const text = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const frame = text.current?.parentElement;
    if (!playing || shown === 0 || frame === null || frame === undefined) return;
    const below = frame.scrollHeight - frame.clientHeight - frame.scrollTop;
    if (below < NEAR_END_PX) frame.scrollTop += below;
  }, [playing, shown]);
  return text;
}

function madeFrom(reel: ReturnType<typeof reelOf>): Replay {
  if (reel === null) throw new TypeError("a replay needs events");
  return new Replay(reel);
}

function takeIn(replay: Replay, reel: () => ReturnType<typeof reelOf>): void {
  const newest = reel();
  if (newest !== null) replay.load(newest);
}
