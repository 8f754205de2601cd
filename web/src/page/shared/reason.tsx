/** Why something failed: in the words of the page, and below them in those of its server. */

import { type ReactNode, useState } from "react";
import { errorText, useTexts } from "../text/texts.tsx";

/** So much is shown without being asked for. */
const SHORT_CHARS = 240;
/** More than this is not read by anyone. */
const MOST_CHARS = 8_000;

interface ReasonProps {
  code: string;
  /** What the server says, or a service through it; never read as anything but text. */
  detail: string;
}

export function Reason({ code, detail }: ReasonProps): ReactNode {
  const texts = useTexts();
  const sentence = errorText(texts, code, detail);
  // Of a network that is away only the browser tells something, and nothing more than that.
  const more = code === "network" || detail.trim() === sentence ? "" : detail.trim();
  return (
    <span className="reason">
      <span>{sentence}</span>
      {more !== "" && <Words key={more} text={more.slice(0, MOST_CHARS)} />}
    </span>
  );
}

function Words({ text }: { text: string }): ReactNode {
  const texts = useTexts();
  const [open, setOpen] = useState(false);
  const long = text.length > SHORT_CHARS || text.split("\n").length > 3;
  return (
    <>
      {/* Its language is not known; it may be any. */}
      <span className={long && !open ? "words folded" : "words"} dir="auto" lang="">
        {text}
      </span>
      {long && (
        <button type="button" className="link" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? texts.showLess : texts.showMore}
        </button>
      )}
    </>
  );
}
