/** The button that saves a recording as one page, to be sent to somebody. */

import type { ReactNode } from "react";
import { useLine } from "../faults/line.ts";
import { download } from "../shared/download.ts";
import { IconButton } from "../shared/icon-button.tsx";
import { DRAWINGS } from "../shared/late-icons.ts";
import { useWork } from "../shared/use-work.ts";
import { savedPage } from "./saved-page.ts";
import { useInspectorTexts } from "./text/texts.ts";

/** `content`: the text of the recording's file. */
export function SavePage({ content }: { content: () => string }): ReactNode {
  const texts = useInspectorTexts();
  const line = useLine();
  const { run, busy, error } = useWork();
  // Such a page has no server that could give it the frame.
  if (line === null) return null;
  return (
    <>
      <IconButton
        label={texts.savePage}
        title={texts.savePageHint}
        icon={DRAWINGS.page}
        disabled={busy}
        onClick={() => void run(() => save(content()))}
      />
      {error !== null && (
        <span className="hint" role="alert">
          {texts.savePageFailed}
        </span>
      )}
    </>
  );
}

async function save(content: string): Promise<void> {
  const page = await savedPage(content);
  download("yeoul-recording.html", new Blob([page], { type: "text/html;charset=utf-8" }));
}
