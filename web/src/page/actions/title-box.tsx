/** A conversation's title as a text box: Enter or leaving it keeps the new title, Escape the old one. */

import { type ReactNode, useState } from "react";
import type { ConversationSummary } from "../../protocol/index.ts";
import { useClient } from "../../react/index.ts";
import { isComposing } from "../keys/composing.ts";
import { useActionTexts } from "./text/texts.ts";

interface BoxProps {
  summary: ConversationSummary;
  /** It is over: the title is kept, or given up. */
  onClose: () => void;
}

export function TitleBox({ summary, onClose }: BoxProps): ReactNode {
  const texts = useActionTexts();
  const { list } = useClient();
  const [former] = useState(summary.title);
  const [title, setTitle] = useState(former);
  const keep = (): void => {
    const clean = title.trim();
    // Who typed nothing does not take back what another window has named it meanwhile.
    if (clean !== "" && clean !== former) void list.rename(summary.id, clean);
    onClose();
  };
  return (
    <input
      // biome-ignore lint/a11y/noAutofocus: the box takes the place of what was just pressed
      autoFocus
      className="title-box"
      value={title}
      maxLength={200}
      aria-label={texts.title}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setTitle(event.target.value)}
      onKeyDown={(event) => {
        if (isComposing(event.nativeEvent)) return;
        if (event.key === "Enter") keep();
        else if (event.key === "Escape") {
          event.preventDefault();
          onClose();
        }
      }}
      onBlur={keep}
    />
  );
}
