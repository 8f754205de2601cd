/** One frame as it was on the wire: its text, or every character with its bytes in UTF-8. */

import { type ReactNode, useState } from "react";
import { Choice } from "../shared/choice.tsx";
import { CopyButton } from "../shared/copy-button.tsx";
import { IconButton } from "../shared/icon-button.tsx";
import { formatBytes, formatMs } from "./format.ts";
import { type Cell, cellsOf, linesOf, type RawFrame } from "./raw-frames.ts";
import { useInspectorTexts } from "./text/texts.ts";

/** So many are shown as bytes: a frame may hold a whole answer. */
const MOST_BYTES = 2_000;
const MOST_CHARS = 100_000;

interface DetailProps {
  frame: RawFrame;
  beganAt: number;
  onClose: () => void;
}

export function RawDetail({ frame, beganAt, onClose }: DetailProps): ReactNode {
  const texts = useInspectorTexts();
  const [shown, setShown] = useState<"text" | "bytes">("text");
  const { bytes, cuts, at } = frame;
  const text = textOf(frame);
  return (
    <section className="event-detail" aria-label={texts.frame}>
      <header>
        <h3>
          {texts.frameTold(formatBytes(bytes.length), cuts.length + 1, formatMs(at - beganAt))}
        </h3>
        <Choice
          legend={texts.showAs}
          silent
          options={[
            ["text", texts.asText],
            ["bytes", texts.asBytes],
          ]}
          value={shown}
          onChoose={setShown}
        />
        <CopyButton label={texts.copyFrame} text={() => text} />
        <IconButton label={texts.closeFrame} icon="close" onClick={onClose} />
      </header>
      {shown === "bytes" ? (
        <Cells frame={frame} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by keys
        <pre className="event-json" tabIndex={0}>
          {text.slice(0, MOST_CHARS)}
        </pre>
      )}
    </section>
  );
}

/** What of a head a page may read stands beside its bytes. */
function textOf(frame: RawFrame): string {
  const { kind, exchange } = frame;
  if (kind === "head") return exchange.headers.map((header) => header.join(": ")).join("\n");
  return linesOf(frame).join("\n");
}

function Cells({ frame }: { frame: RawFrame }): ReactNode {
  const texts = useInspectorTexts();
  const cells = cellsOf(frame, MOST_BYTES);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by keys */}
      <p className="byte-cells" tabIndex={0}>
        {cells.map((cell, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a frame does not change
          <span key={index} className={classOf(cell)} title={titleOf(texts.cutHere, cell)}>
            <b>{visible(cell.text)}</b>
            <small>{hexOf(cell)}</small>
          </span>
        ))}
      </p>
      {frame.bytes.length > MOST_BYTES && <p className="hint">{texts.moreBytes(MOST_BYTES)}</p>}
    </>
  );
}

function classOf({ bytes, cut }: Cell): string {
  const wide = bytes.length > 1 ? "byte-cell wide" : "byte-cell";
  return cut === null ? wide : `${wide} cut`;
}

function titleOf(cutHere: string, { cut }: Cell): string | undefined {
  return cut === null ? undefined : cutHere;
}

/** In hexadecimal digits, with a mark where another chunk begins. */
function hexOf({ bytes, cut }: Cell): string {
  return bytes
    .map((byte, index) => `${index === cut ? "✂ " : ""}${byte.toString(16).padStart(2, "0")}`)
    .join(" ");
}

function visible(text: string): string {
  return { "\n": "⏎", "\r": "␍", " ": "␣", "\t": "⇥" }[text] ?? text;
}
