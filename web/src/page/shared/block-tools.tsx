/**
 * What the page adds to the blocks of a text: a table is copied as one, for other programs' tables,
 * and long lines of code are broken, in every block and at every visit, or scrolled.
 */

import { type ReactNode, useRef } from "react";
import { richTextOf } from "../../markdown/plain.ts";
import { useStore } from "../../react/index.ts";
import { usePreferences } from "../preferences.tsx";
import { useTexts } from "../text/texts.tsx";
import { CopyButton } from "./copy-button.tsx";
import { IconButton } from "./icon-button.tsx";

function CodeTools(): ReactNode {
  const texts = useTexts();
  const preferences = usePreferences();
  const wraps = useStore(preferences).code === "wrapped";
  return (
    <IconButton
      label={texts.wrapLines}
      icon="wrap"
      className="wrap"
      aria-pressed={wraps}
      onClick={() => preferences.choose("code", wraps ? "scrolled" : "wrapped")}
    />
  );
}

function TableTools(): ReactNode {
  const texts = useTexts();
  const place = useRef<HTMLDivElement>(null);
  /** The table that these stand in front of. */
  const table = (): Element => place.current?.nextElementSibling ?? document.body;
  return (
    <div className="table-tools" ref={place}>
      <CopyButton
        label={texts.copyTable}
        text={() => tabbed(table())}
        html={() => richTextOf(table())}
      />
    </div>
  );
}

/** Rows as lines, cells with tabs between them: spreadsheets take that apart again. */
function tabbed(table: Element): string {
  const cells = (row: HTMLTableRowElement): string =>
    Array.from(row.cells, (cell) => (cell.textContent ?? "").trim().replace(/\s+/g, " ")).join(
      "\t",
    );
  return Array.from(table.querySelectorAll("tr"), cells).join("\n");
}

export const BLOCK_TOOLS = { codeTools: <CodeTools />, tableTools: <TableTools /> };
