/** The answer's stream in one line, and what is missing of it. */

import type { ReactNode } from "react";
import type { Recording } from "../../core/recording/index.ts";
import { LADDER, TRANSPORTS } from "../../transports/index.ts";
import { useTransportNames } from "../settings/transport-choice.tsx";
import { idOf } from "./event-data.ts";
import { overheadOf, totalOf, waitsOf } from "./figures.ts";
import { formatBytes, formatMs } from "./format.ts";
import { useOpened } from "./opened.ts";
import { useInspectorTexts } from "./text/texts.ts";

export function Summary({ recording }: { recording: Recording }): ReactNode {
  const texts = useInspectorTexts();
  const names = useTransportNames();
  const total = totalOf(LADDER.map((name) => recording.tallies[name]));
  const firstTokenMs = waitsOf(recording).server?.first_token_ms ?? null;
  const last = recording.exchanges.at(-1)?.request.transport;
  const opened = useOpened() !== null;
  const state = stateOf(recording, opened);
  return (
    <div className="inspector-summary">
      <span className={`state ${state}`}>{texts[state]}</span>
      {last !== undefined && (
        <span className="badge">{recording.reread ? texts.serverLog : names[last]}</span>
      )}
      <span>{texts.summaryEvents(total.events)}</span>
      <span>{texts.summaryRequests(total.requests)}</span>
      <span>{formatBytes(overheadOf(total).receivedBytes)}</span>
      {firstTokenMs !== null && <span>{`${texts.waitFirstToken} ${formatMs(firstTokenMs)}`}</span>}
      <Missing recording={recording} />
    </div>
  );
}

function stateOf(
  recording: Recording,
  opened: boolean,
): "ended" | "unfinished" | "growing" | "lost" {
  if (recording.ended) return "ended";
  // Nothing more comes into a file.
  if (opened) return "unfinished";
  return isFollowed(recording) ? "growing" : "lost";
}

/** Whether the answer is followed: a connection stands, or none is needed until the next request. */
function isFollowed({ open, exchanges }: Recording): boolean {
  const last = exchanges.at(-1);
  const polls = last !== undefined && !TRANSPORTS[last.request.transport].streams;
  return open || (polls && last.closing === "ended");
}

function Missing({ recording }: { recording: Recording }): ReactNode {
  const texts = useInspectorTexts();
  const { droppedEvents, asked, events } = recording;
  // While it is read, or where that has failed, there is nothing to say about it.
  if (recording.reread && events.length === 0) return null;
  if (recording.reread) return <p className="hint">{texts.rereadHint}</p>;
  if (droppedEvents > 0) return <p className="hint">{texts.dropped(droppedEvents)}</p>;
  const first = events.find((event) => event.frame.cursor !== null);
  if (asked || first === undefined || first.frame.event.kind === "started") return null;
  return <p className="hint">{texts.joined(idOf(first))}</p>;
}
