/** What went over the wire, line by line as it came; one frame is looked at as text, or as bytes. */

import { type KeyboardEvent, memo, type ReactNode, useState } from "react";
import type { Recording } from "../../core/recording/index.ts";
import { useTransportNames } from "../settings/transport-choice.tsx";
import { formatPosition } from "./format.ts";
import { RawDetail } from "./raw-detail.tsx";
import { cutLines, linesOf, RawFrames, type RawRow } from "./raw-frames.ts";
import type { InspectorTexts } from "./text/en.ts";
import { useInspectorTexts } from "./text/texts.ts";
import { nextRow, useRows } from "./use-rows.ts";

/** The same as in raw.css. */
const ROW_PX = 21;

export function RawView({ recording }: { recording: Recording }): ReactNode {
  const texts = useInspectorTexts();
  const [frames] = useState(() => new RawFrames());
  const [selected, setSelected] = useState<RawRow | null>(null);
  const all = frames.update(recording);
  const at = selected === null ? -1 : all.indexOf(selected);
  const { ref, onScroll, rows, pool, page } = useRows({
    ...{ count: all.length, rowPx: ROW_PX, headPx: 0, at, selected },
    growing: !recording.ended && !recording.reread,
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = nextRow(event.key, at, all.length, page);
    if (next === null) return;
    event.preventDefault();
    setSelected(all[next] ?? null);
  };
  const beganAt = recording.exchanges[0]?.beganAt ?? 0;
  return (
    <>
      <div className="event-scroll raw-scroll" ref={ref} onScroll={onScroll}>
        <div
          className="raw-lines"
          role="listbox"
          aria-label={texts.raw}
          tabIndex={0}
          aria-activedescendant={rows.includes(at) ? "inspector-selected" : undefined}
          onKeyDown={onKeyDown}
          style={{ height: all.length * ROW_PX }}
        >
          {rows.map((index) => {
            const row = all[index];
            return row === undefined ? null : (
              <Line
                key={index % pool}
                index={index}
                row={row}
                beganAt={recording.reread ? null : beganAt}
                selected={row === selected}
                onSelect={setSelected}
              />
            );
          })}
        </div>
        {all.length === 0 && <p className="event-none">{texts.noEvents}</p>}
      </div>
      {selected !== null && (
        <RawDetail frame={selected.frame} beganAt={beganAt} onClose={() => setSelected(null)} />
      )}
    </>
  );
}

interface LineProps {
  index: number;
  row: RawRow;
  /** null: times say nothing. */
  beganAt: number | null;
  selected: boolean;
  onSelect: (row: RawRow) => void;
}

const Line = memo(function Line({ index, row, beganAt, selected, onSelect }: LineProps): ReactNode {
  const texts = useInspectorTexts();
  const names = useTransportNames();
  const { frame, line } = row;
  const { kind, at } = frame;
  const text = line === 0 && kind !== "received" ? aboutOf(texts, row, names) : lineOf(row);
  const cut = frame.cuts.length > 0 && cutLines(frame).has(line);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus
    <div
      id={selected ? "inspector-selected" : undefined}
      className={`raw-line ${kind}`}
      role="option"
      aria-selected={selected}
      style={{ top: index * ROW_PX }}
      onClick={() => onSelect(row)}
    >
      <span className="raw-time">
        {line === 0 && beganAt !== null ? formatPosition(at - beganAt) : ""}
      </span>
      <span className="raw-way" aria-hidden="true">
        {line === 0 ? WAYS[kind] : ""}
      </span>
      <span className={`raw-text ${fieldOf(row, text)}`}>
        {text === "" ? <i>{texts.emptyLine}</i> : text}
        {cut && <b title={texts.cutHere}> ✂</b>}
      </span>
    </div>
  );
});

const WAYS = { sent: "→", head: "←", received: "←", closed: "×" } as const;
/** More does not fit into a line. */
const LINE_CHARS = 400;

function lineOf({ frame, line }: RawRow): string {
  const own = frame.kind === "received" ? line : line - 1;
  return (linesOf(frame)[own] ?? "").slice(0, LINE_CHARS);
}

/** The line of a request, of a head or of a close, which is known by its facts. */
function aboutOf(
  texts: InspectorTexts,
  { frame }: RawRow,
  names: ReturnType<typeof useTransportNames>,
): string {
  const { kind, exchange } = frame;
  const { request, status, headers, closing, detail } = exchange;
  if (kind === "sent")
    return `${request.method} ${shortened(request.url)} (${names[request.transport]})`;
  if (kind === "head") {
    const type = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1];
    return `${status} ${type ?? ""}`.trim();
  }
  const said = { ended: texts.closedEnded, left: texts.closedLeft, failed: texts.closedFailed };
  return `${said[closing ?? "ended"]}${detail === null ? "" : ` (${detail})`}`;
}

/** What follows the answer's id tells more than the id. */
function shortened(url: string): string {
  return url.replace(/[0-9a-f]{32}/, (id) => `${id.slice(0, 4)}…`);
}

/** Which field of an event stream a line is, for its colour. */
function fieldOf({ frame }: RawRow, text: string): string {
  if (frame.kind !== "received") return "";
  return /^(id|event|data|retry|):/.exec(text)?.[0].replace(":", "-field") ?? "";
}
