/** A code block: its language, a button that copies it, and its lines, coloured once it is whole. */

import { memo, type ReactNode, useEffect, useState } from "react";
import { CopyButton } from "../copy-button.tsx";
import { useTexts } from "../text/texts.tsx";
import type { CodeBlock } from "./fence.ts";
import { pageBudget } from "./frame-budget.ts";

interface CodeProps {
  block: CodeBlock;
  caret: boolean;
}

export const CodeView = memo(function CodeView({ block, caret }: CodeProps): ReactNode {
  const texts = useTexts();
  const coloured = useColours(block);
  return (
    <div className="code">
      <div className="code-head">
        <span className="code-language">{block.language}</span>
        <CopyButton label={texts.copyCode} text={() => block.pieces.join("\n")} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled by keys */}
      <pre tabIndex={0}>
        <code>
          {coloured ??
            block.pieces.map((piece, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces are only added at the end
              <Piece key={index} text={index + 1 < block.pieces.length ? `${piece}\n` : piece} />
            ))}
          {caret && <span className="caret" aria-hidden="true" />}
        </code>
      </pre>
    </div>
  );
});

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
