/** Shows Markdown that may still be growing; only the blocks that changed are rendered again. */

import { toJsxRuntime } from "hast-util-to-jsx-runtime";
import { type JSX, memo, type ReactNode, useMemo, useState } from "react";
import { Fragment, jsx, jsxs } from "react/jsx-runtime";
import { type Block, BlockSplitter, type TextBlock } from "./blocks.ts";
import { CodeView } from "./code-view.tsx";
import { MATH } from "./math.ts";
import { MathView } from "./math-view.tsx";
import { addCaret, parseBlock, unwrapParagraph } from "./pipeline.ts";
import { RemoteImage } from "./remote-image.tsx";

/** Pieces of a long paragraph that the browser breaks into lines as one. */
const PIECES = 4;
/** Blocks that are compared as one when nothing in them changed. */
const GROUP = 24;

interface MarkdownProps {
  text: string;
  /** Changes when `text` was replaced and not added to. */
  revision: number;
  /** More will come: a caret stands at the end. */
  growing: boolean;
  /** The text ends where its writer wanted it to end, so that an open marker is meant as text. */
  whole: boolean;
}

export function Markdown({ text, revision, growing, whole }: MarkdownProps): ReactNode {
  const [splitter] = useState(() => new BlockSplitter());
  const [grouper] = useState(() => new Grouper());
  const blocks = useMemo(() => splitter.update(text, revision), [splitter, text, revision]);
  const groups = grouper.update(blocks);
  const last = blocks.at(-1);
  return (
    <div className="markdown">
      {groups.map((group, index) => (
        <Group
          key={group[0]?.start ?? index}
          blocks={group}
          definitions={splitter.definitions}
          openAt={!whole && index === groups.length - 1 ? (last?.start ?? null) : null}
          growing={growing && index === groups.length - 1}
        />
      ))}
      {growing && blocks.length === 0 && <span className="caret" aria-hidden="true" />}
    </div>
  );
}

/** Keeps a group the same object as long as its blocks are. */
class Grouper {
  #groups: (readonly Block[])[] = [];

  update(blocks: readonly Block[]): readonly (readonly Block[])[] {
    const groups: (readonly Block[])[] = [];
    for (let at = 0; at < blocks.length; at += GROUP) {
      const old = this.#groups[groups.length];
      const fresh = blocks.slice(at, at + GROUP);
      groups.push(old !== undefined && sameBlocks(old, fresh) ? old : fresh);
    }
    this.#groups = groups;
    return groups;
  }
}

function sameBlocks(a: readonly Block[], b: readonly Block[]): boolean {
  return a.length === b.length && a.every((block, at) => block === b[at]);
}

interface GroupProps {
  blocks: readonly Block[];
  definitions: string;
  /** `start` of the block that is not whole. */
  openAt: number | null;
  growing: boolean;
}

const Group = memo(function Group({ blocks, definitions, openAt, growing }: GroupProps): ReactNode {
  return blocks.map((block) =>
    block.kind === "code" ? (
      <CodeView key={block.start} block={block} caret={growing && block.start === openAt} />
    ) : (
      <TextView
        key={block.start}
        pieces={block.pieces}
        definitions={definitions}
        open={block.start === openAt}
        caret={growing && block.start === openAt}
      />
    ),
  );
});

interface TextProps {
  pieces: TextBlock["pieces"];
  definitions: string;
  open: boolean;
  caret: boolean;
}

const TextView = memo(function TextView(props: TextProps): ReactNode {
  const { pieces, definitions, open, caret } = props;
  const last = pieces.length - 1;
  const piece = (source: string, index: number): ReactNode => (
    <Piece
      key={index}
      source={source}
      definitions={definitions}
      open={open && index === last}
      caret={caret && index === last}
      inline={last > 0}
    />
  );
  const shown = pieces.map(piece);
  if (last === 0) return shown;
  return Array.from({ length: Math.ceil(shown.length / PIECES) }, (_, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces are only added at the end
    <p key={index} className={index > 0 ? "goes-on" : undefined}>
      {shown.slice(index * PIECES, (index + 1) * PIECES)}
    </p>
  ));
}, sameText);

/** Pieces are compared by what is in them: a block that is cut anew is another object. */
function sameText(a: TextProps, b: TextProps): boolean {
  return (
    a.definitions === b.definitions &&
    a.open === b.open &&
    a.caret === b.caret &&
    a.pieces.length === b.pieces.length &&
    a.pieces.every((piece, at) => piece === b.pieces[at])
  );
}

interface PieceProps {
  source: string;
  definitions: string;
  open: boolean;
  caret: boolean;
  /** A part of a long paragraph: without a paragraph of its own. */
  inline: boolean;
}

const Piece = memo(function Piece(props: PieceProps): ReactNode {
  const { source, definitions, open, caret, inline } = props;
  const tree = parseBlock(source, definitions, open);
  if (inline) unwrapParagraph(tree, source);
  if (caret) addCaret(tree);
  return toJsxRuntime(tree, { Fragment, jsx, jsxs, components: COMPONENTS });
});

/** Where a link may lead: to the web, to a mailbox, to a footnote; nowhere on this server. */
const ADDRESS = /^(?:https?:|mailto:|#)/i;

const COMPONENTS = {
  a: ({ href, children }: JSX.IntrinsicElements["a"]) => (
    <a
      href={ADDRESS.test(href ?? "") ? href : undefined}
      target="_blank"
      rel="noopener noreferrer nofollow"
    >
      {children}
    </a>
  ),
  img: ({ src, alt }: JSX.IntrinsicElements["img"]) => (
    <RemoteImage src={typeof src === "string" ? src : ""} alt={alt ?? ""} />
  ),
  [MATH]: MathView,
  table: ({ children }: JSX.IntrinsicElements["table"]) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by keys
    <div className="table-frame" tabIndex={0}>
      <table>{children}</table>
    </div>
  ),
};
