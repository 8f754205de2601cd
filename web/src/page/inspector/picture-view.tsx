/** Each transport in one sentence, and what it did for this answer as arrows between browser and server. */

import { type ReactNode, useId } from "react";
import type { Recording } from "../../core/recording/index.ts";
import { LADDER, type TransportName } from "../../transports/index.ts";
import { useTransportNames } from "../settings/transport-choice.tsx";
import { formatBytes, formatMs } from "./format.ts";
import { useOpened } from "./opened.ts";
import { type Picture, type PictureRow, pictureOf } from "./picture.ts";
import { Section } from "./section.tsx";
import type { InspectorTexts } from "./text/en.ts";
import { useInspectorTexts } from "./text/texts.ts";

interface PicturesProps {
  /** Where each transport is looked for: the first that has used it is drawn. */
  of: readonly (Recording | undefined)[];
}

export function Pictures({ of }: PicturesProps): ReactNode {
  const texts = useInspectorTexts();
  const opened = useOpened();
  return (
    <Section title={texts.pictures}>
      {LADDER.map((name) => (
        <TransportPicture
          key={name}
          name={name}
          picture={firstOf(of, name)}
          without={opened === null ? texts.noPicture : texts.notUsed}
        />
      ))}
    </Section>
  );
}

export function firstOf(of: PicturesProps["of"], name: TransportName): Picture | null {
  for (const recording of of) {
    const picture = recording === undefined || recording.reread ? null : pictureOf(recording, name);
    if (picture !== null) return picture;
  }
  return null;
}

interface PictureProps {
  name: TransportName;
  picture: Picture | null;
  /** What is said where there is none. */
  without: string;
  /** What it shows is explained beside it. */
  bare?: boolean;
}

export function TransportPicture(props: PictureProps): ReactNode {
  const { name, picture, without, bare = false } = props;
  const texts = useInspectorTexts();
  const names = useTransportNames();
  return (
    <figure className="picture">
      <figcaption>
        <b>{names[name]}</b> {!bare && texts.sentence[name]}
      </figcaption>
      {picture === null ? (
        <p className="hint">{without}</p>
      ) : (
        <>
          <Drawing name={names[name]} picture={picture} />
          <p className="hint">{figuresOf(texts, picture)}</p>
        </>
      )}
    </figure>
  );
}

function figuresOf(texts: InspectorTexts, picture: Picture): string {
  const { requests, bytes, tokens, perReply } = picture;
  const each = perReply === null ? "" : `, ${texts.perReply(perReply)}`;
  const size = texts.withHeads(formatBytes(bytes));
  return `${texts.summaryRequests(requests)}, ${size}, ${texts.tokens(tokens)}${each}`;
}

const WIDTH = 320;
const BROWSER_X = 70;
const SERVER_X = 292;
const HEAD_PX = 24;
/** How high each kind of row is. */
const ROW_PX = { request: 30, upgrade: 30, reply: 30, stream: 180, more: 26 } as const;

function Drawing({ name, picture }: { name: string; picture: Picture }): ReactNode {
  const texts = useInspectorTexts();
  const id = useId();
  const { rows } = picture;
  const height = HEAD_PX + rows.reduce((sum, { kind }) => sum + ROW_PX[kind], 8);
  let top = HEAD_PX;
  return (
    <svg
      className="picture-drawing"
      // In units of the drawing, which is as large as its place.
      fontSize={14}
      viewBox={`0 0 ${WIDTH} ${height}`}
      role="img"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-desc`}
    >
      <title id={`${id}-title`}>{texts.pictureOf(name)}</title>
      <desc id={`${id}-desc`}>{rows.map((row) => spoken(texts, row)).join(" ")}</desc>
      <text className="picture-end" x={BROWSER_X} y={14}>
        {texts.browser}
      </text>
      <text className="picture-end" x={SERVER_X} y={14}>
        {texts.server}
      </text>
      <path className="picture-life" d={`M${BROWSER_X} 20V${height}M${SERVER_X} 20V${height}`} />
      {rows.map((row, index) => {
        const at = top;
        top += ROW_PX[row.kind];
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are never moved
        return <Row key={index} row={row} top={at} />;
      })}
    </svg>
  );
}

function Row({ row, top }: { row: PictureRow; top: number }): ReactNode {
  const texts = useInspectorTexts();
  const middle = (BROWSER_X + SERVER_X) / 2;
  if (row.kind === "more") {
    return (
      <text className="picture-more" x={middle} y={top + 16}>
        {texts.moreRequests(row.count)}
      </text>
    );
  }
  const y = top + 24;
  const told = toldOf(texts, row);
  return (
    <g className={`picture-${row.kind}`}>
      <text className="picture-time" x={BROWSER_X - 8} y={y + 4}>
        {formatMs(row.ms)}
      </text>
      <text className="picture-told" x={middle} y={y - 5}>
        {told}
      </text>
      {row.kind === "stream" ? (
        <Stream row={row} top={y} />
      ) : (
        <path d={row.kind === "request" ? rightwards(y) : leftwards(y)} />
      )}
    </g>
  );
}

/** Each token as an arrow of its own, at its time. */
function Stream(props: { row: PictureRow & { kind: "stream" }; top: number }): ReactNode {
  const texts = useInspectorTexts();
  const { row, top } = props;
  const height = ROW_PX.stream - 48;
  return (
    <>
      <rect x={BROWSER_X} y={top} width={SERVER_X - BROWSER_X} height={height} />
      <path d={row.marks.map((mark) => leftwards(top + mark * height)).join("")} />
      <text className="picture-time" x={BROWSER_X - 8} y={top + height + 4}>
        {formatMs(row.endMs)}
      </text>
      {row.each > 1 && (
        <text className="picture-told" x={(BROWSER_X + SERVER_X) / 2} y={top + height + 16}>
          {texts.everyNth(row.each)}
        </text>
      )}
    </>
  );
}

function rightwards(y: number): string {
  return `M${BROWSER_X + 2} ${y.toFixed(1)}H${SERVER_X - 3}m-6 -3.5l6 3.5l-6 3.5`;
}

function leftwards(y: number): string {
  return `M${SERVER_X - 2} ${y.toFixed(1)}H${BROWSER_X + 3}m6 -3.5l-6 3.5l6 3.5`;
}

function toldOf(texts: InspectorTexts, row: PictureRow): string {
  if (row.kind === "request") return row.method;
  if (row.kind === "upgrade") return "101 Switching Protocols";
  if (row.kind === "more") return texts.moreRequests(row.count);
  return `${texts.tokens(row.tokens)}, ${formatBytes(row.bytes)}`;
}

function spoken(texts: InspectorTexts, row: PictureRow): string {
  if (row.kind === "more") return `${texts.moreRequests(row.count)}.`;
  const at = formatMs(row.ms);
  if (row.kind === "request") return texts.spokenRequest(row.method, at);
  return texts.spokenReply(toldOf(texts, row), at);
}
