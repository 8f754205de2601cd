/**
 * What is not parsed yet of a very long text, as it was written: it can be read, found and printed
 * while Markdown catches up with it.
 */

import { memo, type ReactNode, useState } from "react";

/** A text that lags behind by less is whole in a second or two, and is not laid out twice for it. */
const FAR_BEHIND_CHARS = 60_000;
/** Only the first part changes while the rest gets shorter, and parts out of sight are not laid out. */
const PART_CHARS = 4_000;

interface RestProps {
  text: string;
  /** How much of it is shown as Markdown. */
  from: number;
}

/** The rest of `text`, once it is far behind, until it is whole. */
export function RestView({ text, from }: RestProps): ReactNode {
  const left = text.length - from;
  const [behind, setBehind] = useState(left > FAR_BEHIND_CHARS);
  if (behind ? left === 0 : left > FAR_BEHIND_CHARS) setBehind(!behind);
  if (!behind || left === 0) return null;
  return partsOf(text, from).map(([end, part]) => <Part key={end} text={part} />);
}

const Part = memo(function Part({ text }: { text: string }): ReactNode {
  return (
    <div className="rest" dir="auto">
      {text}
    </div>
  );
});

/** The parts of what follows `from`, each with where it ends, which is at the end of a line if it can be. */
export function partsOf(text: string, from: number): readonly (readonly [number, string])[] {
  const parts: [number, string][] = [];
  let at = 0;
  while (at < text.length) {
    const least = at + PART_CHARS;
    const line = text.indexOf("\n", least) + 1;
    const end = line > 0 && line < least + PART_CHARS ? line : Math.min(least, text.length);
    if (end > from) parts.push([end, text.slice(Math.max(at, from), end)]);
    at = end;
  }
  return parts;
}
