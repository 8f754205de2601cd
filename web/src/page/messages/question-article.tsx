/** A question, as it was written; a long one is shown by its beginning. */

import { memo, type ReactNode, useState } from "react";
import type { BranchMessage } from "../../core/index.ts";
import { scriptClass } from "../../markdown/plain.ts";
import { mark } from "../landmarks.ts";
import { CopyButton } from "../shared/copy-button.tsx";
import { IconButton } from "../shared/icon-button.tsx";
import { Late, useLate } from "../shared/late.ts";
import { useTexts } from "../text/texts.tsx";
import { Versions } from "./versions.tsx";

const latePictures = new Late(() => import("../files/shown-pictures.tsx"));

interface QuestionProps {
  entry: BranchMessage;
  /** It is being edited in the message box. */
  edited: boolean;
  /** Only its text is shown for now. */
  bare?: boolean;
  /** What it is called; default: the reader's own. */
  name?: string | undefined;
  /** null: it can only be read. */
  onEdit: ((entry: BranchMessage) => void) | null;
  onSwitch: (id: string) => void;
}

export const QuestionArticle = memo(function QuestionArticle(props: QuestionProps): ReactNode {
  const { entry, edited, bare = false, onEdit, onSwitch } = props;
  const texts = useTexts();
  const { message } = entry;
  const pictures = message.role === "user" && message.attachments?.[0] && message.attachments;
  const { loaded } = useLate(latePictures, !!pictures);
  return (
    <article
      {...mark("message", edited ? "edited-question" : null)}
      className={edited ? "question edited" : "question"}
      aria-label={props.name ?? texts.question}
    >
      {pictures && loaded && <loaded.ShownPictures pictures={pictures} />}
      <QuestionText text={message.text} />
      {!bare && (
        <div className="tools">
          <Versions entry={entry} onSwitch={onSwitch} />
          <CopyButton label={texts.copy} text={() => message.text} />
          {onEdit !== null && (
            <IconButton label={texts.editMessage} icon="pencil" onClick={() => onEdit(entry)} />
          )}
        </div>
      )}
    </article>
  );
});

/** A question that takes more of the page than this is shown by its beginning. */
const CLAMPED_LINES = 12;
/** Hiding less than this is not worth a button. */
const SPARED_LINES = 4;
/** About what fits in one line. */
const LINE_CHARS = 80;

function QuestionText({ text }: { text: string }): ReactNode {
  const texts = useTexts();
  const [open, setOpen] = useState(false);
  if (linesOf(text) < CLAMPED_LINES + SPARED_LINES) {
    return (
      <div className={classOf(text)} dir="auto">
        {text}
      </div>
    );
  }
  return (
    <>
      <div className={open ? classOf(text) : `${classOf(text)} clamped`} dir="auto">
        {text}
      </div>
      <button
        type="button"
        className="link clamp"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {open ? texts.showLess : texts.showMore}
      </button>
    </>
  );
}

function linesOf(text: string): number {
  let lines = 0;
  for (const line of text.split("\n")) lines += 1 + Math.floor(line.length / LINE_CHARS);
  return lines;
}

function classOf(text: string): string {
  return ["question-text", scriptClass(text)].filter(Boolean).join(" ");
}
