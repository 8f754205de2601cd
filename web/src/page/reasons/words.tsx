/** What a server or a service has said, quoted: it may be in any language, and long. */

import "./styles.css";
import { type ReactNode, useState } from "react";
import { useTexts } from "../text/texts.tsx";

/** So much is shown without being asked for. */
const SHORT_CHARS = 240;
/** More than this is not read by anyone. */
const MOST_CHARS = 8_000;

export function Words({ text }: { text: string }): ReactNode {
  const texts = useTexts();
  const [opened, setOpened] = useState("");
  const long = text.length > SHORT_CHARS || text.split("\n").length > 3;
  const open = opened === text;
  return (
    <>
      <q className={long && !open ? "words folded" : "words"} dir="auto" lang="">
        {text.slice(0, MOST_CHARS)}
      </q>
      {long && (
        <button
          type="button"
          className="link"
          aria-expanded={open}
          onClick={() => setOpened(open ? "" : text)}
        >
          {open ? texts.showLess : texts.showMore}
        </button>
      )}
    </>
  );
}
