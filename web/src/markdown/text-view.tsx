/** A block of text; a long paragraph in pieces. */

import { memo, type ReactNode } from "react";
import type { TextBlock } from "./blocks.ts";
import { definitionsFor } from "./definitions.ts";
import { Piece } from "./piece.tsx";
import { directionOf, scriptClass } from "./script.ts";

/** Pieces of a long paragraph that the browser breaks into lines as one. */
const PIECES = 4;

interface TextProps {
  block: TextBlock;
  definitions: string;
  /** More may come at its end. */
  open: boolean;
  caret: boolean;
}

export const TextView = memo(function TextView(props: TextProps): ReactNode {
  const { block, definitions, open, caret } = props;
  const { context, goesOn, pieces, plainFrom } = block;
  const last = pieces.length - 1;
  const shown = pieces.map((source, index) => (
    <Piece
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces are only added at the end
      key={index}
      source={source}
      context={context}
      goesOn={goesOn}
      definitions={definitionsFor(source, definitions)}
      open={open && index === last}
      caret={caret && index === last}
      of={last > 0 ? "paragraph" : "block"}
      plain={index >= plainFrom}
    />
  ));
  if (last === 0) return shown;
  const script = [scriptClass(pieces[0] ?? "")];
  const whole = shown.slice(0, plainFrom);
  const paragraphs = Array.from({ length: Math.ceil(whole.length / PIECES) }, (_, index) => (
    <p
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces are only added at the end
      key={index}
      className={[...script, index > 0 && "goes-on"].filter(Boolean).join(" ") || undefined}
      dir={directionOf(pieces[0] ?? "") ?? "auto"}
    >
      {whole.slice(index * PIECES, (index + 1) * PIECES)}
    </p>
  ));
  return [...paragraphs, ...shown.slice(plainFrom)];
});
