/**
 * The events as a table of which only the rows in sight are drawn. It stays at the newest event
 * until its reader scrolls up; arrow keys move the selection.
 */

import { type KeyboardEvent, memo, type ReactNode, useLayoutEffect, useRef, useState } from "react";
import type { RecordedEvent } from "../../core/recording/index.ts";
import { dataBytes, idOf, previewOf } from "./event-data.ts";
import { formatBytes, formatMs } from "./format.ts";
import { useInspectorTexts } from "./text/texts.ts";
import { useSize } from "./use-size.ts";

/** The same as in events.css. */
const ROW_PX = 26;
const HEAD_PX = 27;
/** A pause that a reader notices. */
const LONG_GAP_MS = 1_000;
/** Drawn above and below what is in sight. */
const SPARE_ROWS = 3;
/** So near to the end counts as being there. */
const AT_END_PX = ROW_PX;

interface ListProps {
  events: readonly RecordedEvent[];
  /** Positions of those that are shown; null: all. */
  matching: readonly number[] | null;
  growing: boolean;
  /** Whether it is known when events came. */
  timed: boolean;
  selected: RecordedEvent | null;
  onSelect: (event: RecordedEvent | null) => void;
}

export function EventList(props: ListProps): ReactNode {
  const { events, matching, growing, timed, selected, onSelect } = props;
  const texts = useInspectorTexts();
  const { ref, height } = useSize<HTMLDivElement>();
  const [top, setTop] = useState(0);
  const atEnd = useRef(growing);
  const count = matching?.length ?? events.length;
  const position = (row: number): number => matching?.[row] ?? row;
  useLayoutEffect(() => {
    const frame = ref.current;
    if (frame !== null && atEnd.current && count > 0) frame.scrollTop = frame.scrollHeight;
  }, [ref, count]);

  const onScroll = (): void => {
    const frame = ref.current;
    if (frame === null) return;
    setTop(frame.scrollTop);
    atEnd.current = frame.scrollHeight - frame.scrollTop - frame.clientHeight < AT_END_PX;
  };
  const at = selected === null ? -1 : rowOf(selected, events, matching);
  // The selected row stays in sight, also when the event below takes its place.
  // biome-ignore lint/correctness/useExhaustiveDependencies: events that come later move no row
  useLayoutEffect(() => {
    if (at >= 0 && height > 0) scrollTo(ref.current, at);
  }, [ref, selected, height]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(Math.floor(height / ROW_PX) - 2, 1);
    const next = nextRow(event.key, at, count, page);
    if (next === null) return;
    event.preventDefault();
    onSelect(events[position(next)] ?? null);
  };
  const first = Math.max(Math.floor(top / ROW_PX) - SPARE_ROWS, 0);
  const last = Math.min(Math.ceil((top + height) / ROW_PX) + SPARE_ROWS, count);
  // Rows that leave are used again for those that come: text is changed, no element is made.
  const pool = Math.ceil(height / ROW_PX) + 2 * SPARE_ROWS + 2;
  const rows = Array.from({ length: Math.max(last - first, 0) }, (_, index) => first + index);
  return (
    <div className="event-scroll" ref={ref} onScroll={onScroll}>
      <table
        className="event-grid"
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: its rows are selected
        role="grid"
        aria-label={texts.events}
        aria-rowcount={count + 1}
        tabIndex={0}
        aria-activedescendant={rows.includes(at) ? "inspector-selected" : undefined}
        onKeyDown={onKeyDown}
      >
        <Head />
        <tbody style={{ height: count * ROW_PX }}>
          {rows.map((row) => {
            const event = events[position(row)];
            return event === undefined ? null : (
              <Row
                key={row % pool}
                row={row}
                event={event}
                before={timed ? (events[position(row) - 1] ?? null) : null}
                selected={event === selected}
                onSelect={onSelect}
              />
            );
          })}
        </tbody>
      </table>
      {count === 0 && (
        <p className="event-none">{matching === null ? texts.noEvents : texts.noMatches}</p>
      )}
    </div>
  );
}

function Head(): ReactNode {
  const texts = useInspectorTexts();
  return (
    <thead>
      <tr className="event-row event-head" aria-rowindex={1}>
        <th scope="col">{texts.columnId}</th>
        <th scope="col">{texts.columnKind}</th>
        <th scope="col">{texts.columnData}</th>
        <th scope="col" className="number">
          {texts.columnSize}
        </th>
        <th scope="col" className="number" title={texts.gapHint}>
          {texts.columnGap}
        </th>
      </tr>
    </thead>
  );
}

interface RowProps {
  row: number;
  event: RecordedEvent;
  before: RecordedEvent | null;
  selected: boolean;
  onSelect: (event: RecordedEvent) => void;
}

const Row = memo(function Row({ row, event, before, selected, onSelect }: RowProps): ReactNode {
  const { kind } = event.frame.event;
  return (
    <tr
      id={selected ? "inspector-selected" : undefined}
      className={row % 2 === 0 ? "event-row" : "event-row odd"}
      aria-rowindex={row + 2}
      aria-selected={selected}
      style={{ top: row * ROW_PX }}
      onClick={() => onSelect(event)}
    >
      <td className="event-id">{idOf(event)}</td>
      <td className={`event-kind kind-${kind}`}>{kind}</td>
      <td className="event-preview">{previewOf(event)}</td>
      <td className="number">{formatBytes(dataBytes(event))}</td>
      <GapCell gapMs={before === null ? null : event.at - before.at} />
    </tr>
  );
});

function GapCell({ gapMs }: { gapMs: number | null }): ReactNode {
  if (gapMs === null) return <td className="number" />;
  const kind = gapMs >= LONG_GAP_MS ? "number long" : gapMs === 0 ? "number none" : "number";
  return <td className={kind}>{`+${formatMs(gapMs)}`}</td>;
}

function rowOf(
  event: RecordedEvent,
  events: readonly RecordedEvent[],
  matching: readonly number[] | null,
): number {
  const position = events.indexOf(event);
  return matching === null ? position : matching.indexOf(position);
}

/** The row that a key leads to; null for other keys, and where there are no rows. */
export function nextRow(key: string, at: number, count: number, page: number): number | null {
  if (count === 0) return null;
  const to = {
    ArrowDown: at + 1,
    ArrowUp: at < 0 ? count - 1 : at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: count - 1,
  }[key];
  return to === undefined ? null : Math.min(Math.max(to, 0), count - 1);
}

function scrollTo(frame: HTMLElement | null, row: number): void {
  if (frame === null) return;
  const top = row * ROW_PX;
  const bottom = top + ROW_PX + HEAD_PX;
  if (top < frame.scrollTop) frame.scrollTop = top;
  else if (bottom > frame.scrollTop + frame.clientHeight) {
    frame.scrollTop = bottom - frame.clientHeight;
  }
}
