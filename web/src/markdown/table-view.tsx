/**
 * A table. A long one is several below each other, of which the browser lays out only the one that
 * grows; they have the columns of the first.
 */

import { memo, type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { definitionsFor } from "./definitions.ts";
import { Piece } from "./piece.tsx";
import { directionOf } from "./script.ts";
import { PIECE_ROWS, type TableBlock } from "./table-block.ts";
import { useMarkdownTexts } from "./texts.ts";

/** Pieces of one table for the browser: 200 rows. */
const PIECES = 200 / PIECE_ROWS;

interface TableProps {
  block: TableBlock;
  definitions: string;
  open: boolean;
  caret: boolean;
}

export const TableView = memo(function TableView(props: TableProps): ReactNode {
  const { block, definitions, open, caret } = props;
  const texts = useMarkdownTexts();
  const pieces = block.pieces.length === 0 ? [""] : block.pieces;
  const rows = Math.min(block.plainFrom, pieces.length);
  const parts = Math.ceil(rows / PIECES);
  const [frame, columns] = useColumns(parts > 1);
  const last = pieces.length - 1;
  const piece = (source: string, index: number): ReactNode => (
    <Piece
      key={index}
      source={rows === 0 && index === 0 ? block.header + source : source}
      context={block.header}
      goesOn={false}
      definitions={definitionsFor(block.header + source, definitions)}
      open={open && index === last}
      caret={caret && index === last}
      of={index === 0 ? "table" : "rows"}
      plain={index >= rows}
    />
  );
  const shown = pieces.map(piece);
  if (rows === 0) return shown;
  return (
    <>
      {texts.tableTools}
      {/* biome-ignore lint/a11y/useSemanticElements: a table is no set of fields */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by keys */}
      <div className="table-frame" tabIndex={0} role="group" aria-label={texts.table} ref={frame}>
        {Array.from({ length: parts }, (_, part) => (
          <TablePart
            // biome-ignore lint/suspicious/noArrayIndexKey: parts are only added at the end
            key={part}
            columns={columns}
            dir={directionOf(block.header)}
            settled={columns !== null && part + 1 < parts}
          >
            {shown.slice(part * PIECES, Math.min((part + 1) * PIECES, rows))}
          </TablePart>
        ))}
      </div>
      {shown.slice(rows)}
    </>
  );
});

interface Columns {
  readonly tableWidth: number;
  readonly widths: readonly number[];
}

interface PartProps {
  columns: Columns | null;
  dir: "rtl" | undefined;
  settled: boolean;
  children: ReactNode;
}

function TablePart({ columns, dir, settled, children }: PartProps): ReactNode {
  const { tableWidth, widths = [] } = columns ?? {};
  return (
    <div className={settled ? "settled" : undefined} style={{ minWidth: tableWidth }}>
      <table className={columns === null ? undefined : "fixed"} dir={dir}>
        {columns !== null && (
          <colgroup>
            {widths.map((width, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name
              <col key={index} style={{ width: `${(100 * width) / columns.tableWidth}%` }} />
            ))}
          </colgroup>
        )}
        {children}
      </table>
    </div>
  );
}

/** The widths of the first table's columns, once a second one has to have the same. */
function useColumns(
  wanted: boolean,
): [frame: React.RefObject<HTMLDivElement | null>, columns: Columns | null] {
  const frame = useRef<HTMLDivElement>(null);
  const [columns, setColumns] = useState<Columns | null>(null);
  const needed = wanted && columns === null;
  useLayoutEffect(() => {
    const table = needed ? frame.current?.querySelector("table") : null;
    if (table == null) return;
    const widths = [...table.querySelectorAll("th")].map((cell) => cell.offsetWidth);
    setColumns({ tableWidth: table.offsetWidth, widths });
  }, [needed]);
  return [frame, columns];
}
