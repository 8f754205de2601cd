/** A code block: its language, a button that copies it, and its lines, coloured once it is whole. */

import type { Element } from "hast";
import { memo, type ReactNode, useEffect, useMemo, useState } from "react";
import { pageBudget } from "../runtime/index.ts";
import { CopyButton } from "./copy-button.tsx";
import { type CodeBlock, languageOf, piecesOf } from "./fence.ts";
import { useMarkdownTexts } from "./texts.ts";

interface CodeProps {
  block: CodeBlock;
  caret: boolean;
}

export const CodeView = memo(function CodeView({ block, caret }: CodeProps): ReactNode {
  const texts = useMarkdownTexts();
  const coloured = useColours(block);
  if (caret && !block.named) return <p>{CARET}</p>;
  return (
    <div className={block.language === "" ? "code bare" : "code"} dir="ltr">
      <div className="code-head">
        {block.language !== "" && <span className="code-language">{block.language}</span>}
        {texts.codeTools}
        <CopyButton
          label={texts.copyCode}
          copied={texts.copied}
          text={() => block.pieces.join("\n")}
        />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: code is no set of fields */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled by keys */}
      <pre tabIndex={0} role="group" aria-label={block.language || texts.code}>
        <code>
          {coloured ??
            block.pieces.map((piece, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces are only added at the end
              <Piece key={index} text={index + 1 < block.pieces.length ? `${piece}\n` : piece} />
            ))}
          {caret && CARET}
        </code>
      </pre>
    </div>
  );
});

const CARET = <span className="caret" aria-hidden="true" />;

interface NestedProps {
  code: string;
  language: string;
  caret: boolean;
}

/** Code in an item, a quote or by indentation: drawn anew only if it changes, not with its block. */
export const NestedCode = memo(function NestedCode(props: NestedProps): ReactNode {
  const { code, language, caret } = props;
  const block = useMemo(
    (): CodeBlock => ({
      ...{ kind: "code", start: 0, language, pieces: piecesOf(code), open: caret, named: true },
    }),
    [code, language, caret],
  );
  return <CodeView block={block} caret={caret} />;
});

/** What a parser found in a code block, which it made `element` of; with a caret it still grows. */
export function codeOf(element: Element): NestedProps {
  const text = element.children.map((child) => (child.type === "text" ? child.value : "")).join("");
  const names = element.properties.className;
  const name = Array.isArray(names) ? String(names[0] ?? "") : "";
  return {
    code: text.replace(/\n$/, ""),
    language: languageOf(name.replace(/^language-/, "")),
    caret: element.children.some((child) => child.type === "element"),
  };
}

/** A block of its own, so that the browser lays out only the piece that grows. */
const Piece = memo(function Piece({ text }: { text: string }): ReactNode {
  return <span className="code-piece">{text}</span>;
});

function useColours(block: CodeBlock): ReactNode {
  const [coloured, setColoured] = useState<{ of: CodeBlock; node: ReactNode } | null>(null);
  const { open, language } = block;
  useEffect(() => {
    if (open || language === "") return;
    let current = true;
    let callOff = (): void => {
      current = false;
    };
    import("./highlight.ts").then(
      ({ highlight }) => {
        if (!current) return;
        callOff = pageBudget.spend(() => {
          setColoured({ of: block, node: highlight(block.pieces.join("\n"), language) });
        });
      },
      () => undefined, // Offline: the code stays plain.
    );
    return () => callOff();
  }, [block, open, language]);
  return coloured?.of === block ? coloured.node : null;
}
