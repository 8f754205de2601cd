/** A piece of a block: parsed, and rendered as elements. Rendered again only if it changes. */

import type { Root } from "hast";
import { type ExtraProps, toJsxRuntime } from "hast-util-to-jsx-runtime";
import { type JSX, memo, type ReactNode, useState } from "react";
import { Fragment, jsx, jsxs } from "react/jsx-runtime";
import { AnswerImage } from "./answer-image.tsx";
import { codeOf, NestedCode } from "./code-view.tsx";
import { dropStubs, markGoesOn, rowsOf } from "./context.ts";
import { DenseGrowth } from "./dense-growth.ts";
import { MATH } from "./math.ts";
import { MathView } from "./math-view.tsx";
import { NoteLink } from "./note-link.tsx";
import { addCaret, parseBlock, unwrapParagraph } from "./pipeline.ts";

/** What a piece is a part of. */
export type PieceOf = "block" | "paragraph" | "table" | "rows";

export interface PieceProps {
  source: string;
  /** Stands in front of the source while it is parsed, and is not shown. */
  context: string;
  /** The block belongs to the one before. */
  goesOn: boolean;
  definitions: string;
  /** More may come here: open markers count as closed. */
  open: boolean;
  caret: boolean;
  of: PieceOf;
  /** Shown as it was written. */
  plain?: boolean;
}

export const Piece = memo(function Piece(props: PieceProps): ReactNode {
  const { source, open, caret, plain = false } = props;
  const [growth] = useState(() => new DenseGrowth<ReactNode>());
  if (plain) return <PlainPiece source={source} caret={caret} />;
  if (!open) return drawn(props);
  const { drawn: before, rest } = growth.of(source, () => drawn(props));
  if (rest === "" || UNFINISHED_IMAGE.test(source)) return before;
  return (
    <>
      {before}
      {props.of === "table" || props.of === "rows" ? (
        <tbody>
          <tr>
            <td className="plain">{rest}</td>
          </tr>
        </tbody>
      ) : (
        <span className="plain">{rest}</span>
      )}
    </>
  );
});

/** An image that is written into the text, and says nothing before it is whole. */
const UNFINISHED_IMAGE = /\]\(data:[^)\s]*$/;

function drawn(props: PieceProps): ReactNode {
  const { source, context, goesOn, definitions, open, caret, of } = props;
  let tree = parseBlock(context + source, definitions, open);
  if (of === "paragraph") unwrapParagraph(tree, source);
  else if (of === "table" || of === "rows") tree = rowsOf(tree, of === "table");
  else if (context !== "") dropStubs(tree);
  if (goesOn) markGoesOn(tree);
  if (caret) addCaret(tree);
  return shown(tree);
}

/** What is no Markdown here, because it would cost too much. */
function PlainPiece({ source, caret }: { source: string; caret: boolean }): ReactNode {
  return (
    <p className="plain" dir="auto">
      {source.replace(/\n+$/, "")}
      {caret && <span className="caret" aria-hidden="true" />}
    </p>
  );
}

function shown(tree: Root): ReactNode {
  return toJsxRuntime(tree, { Fragment, jsx, jsxs, components: COMPONENTS, passNode: true });
}

/** Where a link may lead: to the web, to a mailbox, to a footnote; nowhere on this server. */
const ADDRESS = /^(?:https?:|mailto:|#)/i;

const COMPONENTS = {
  a: ({ href, children, ...rest }: JSX.IntrinsicElements["a"] & { "data-note"?: string }) =>
    rest["data-note"] !== undefined ? (
      <NoteLink number={rest["data-note"]} />
    ) : (
      <a
        href={ADDRESS.test(href ?? "") ? href : undefined}
        target="_blank"
        rel="noopener noreferrer nofollow"
      >
        {children}
      </a>
    ),
  img: ({ src, alt }: JSX.IntrinsicElements["img"]) => (
    <AnswerImage src={typeof src === "string" ? src : ""} alt={alt ?? ""} />
  ),
  pre: ({ node, children }: JSX.IntrinsicElements["pre"] & ExtraProps) => {
    const code = node?.children.find((child) => child.type === "element");
    return code === undefined ? <pre>{children}</pre> : <NestedCode {...codeOf(code)} />;
  },
  [MATH]: MathView,
  table: ({ children, dir }: JSX.IntrinsicElements["table"]) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by keys
    <div className="table-frame" tabIndex={0}>
      <table dir={dir}>{children}</table>
    </div>
  ),
};
