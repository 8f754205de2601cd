/** The events as a table; arrow keys move the selection. */

import { type KeyboardEvent, memo, type ReactNode } from "react";
import type { RecordedEvent } from "../../core/recording/index.ts";
import { dataBytes, idOf, previewOf } from "./event-data.ts";
import { formatBytes, formatMs } from "./format.ts";
import { useInspectorTexts } from "./text/texts.ts";
import { nextRow, useRows } from "./use-rows.ts";

/** The same as in events.css. */
const ROW_PX = 26;
const HEAD_PX = 27;
/** A pause that a reader notices. */
const LONG_GAP_MS = 1_000;

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
  const count = matching?.length ?? events.length;
  const position = (row: number): number => matching?.[row] ?? row;
  const at = selected === null ? -1 : rowOf(selected, events, matching);
  const { ref, onScroll, rows, pool, page } = useRows({
    ...{ count, growing, at, selected },
    rowPx: ROW_PX,
    headPx: HEAD_PX,
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = nextRow(event.key, at, count, page);
    if (next === null) return;
    event.preventDefault();
    onSelect(events[position(next)] ?? null);
  };
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
