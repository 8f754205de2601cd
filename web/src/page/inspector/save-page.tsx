/** Saves a recording as one page, which plays without a server: the frame of it is a file of this one. */

import type { ReactNode } from "react";
import { SERVED_PATH } from "../addresses.ts";
import { useLine } from "../faults/line.ts";
import { download } from "../shared/download.ts";
import { IconButton } from "../shared/icon-button.tsx";
import { DRAWINGS } from "../shared/late-icons.ts";
import { useWork } from "../shared/use-work.ts";
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
  download(savedName("html"), new Blob([page], { type: "text/html;charset=utf-8" }));
}

/** `yeoul-recording-2026-01-31-1405.json`, by the reader's clock: several stand beside each other. */
export function savedName(ending: string): string {
  const now = new Date();
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString();
  const [day, time] = local.slice(0, 16).split("T");
  return `yeoul-recording-${day}-${time?.replace(":", "")}.${ending}`;
}

/** The place for the recording: the first of its name, for the frame's script has this, too. */
const PLACE = '"%RECORDING%"';

/** The page with the text of a recording's file in it. @throws TypeError if there is no frame */
export async function savedPage(recording: string): Promise<string> {
  const reply = await fetch(`${SERVED_PATH}/recording.html`, { headers: { accept: "*/*" } });
  const frame = reply.ok ? await reply.text() : "";
  const at = frame.indexOf(PLACE);
  if (at < 0) throw new TypeError("This server has no frame for a recording.");
  return frame.slice(0, at) + inert(recording) + frame.slice(at + PLACE.length);
}

/** JSON that ends no script, whatever texts are in it: outside of texts JSON has no such sign. */
function inert(json: string): string {
  return json.replaceAll("<", "\\u003c");
}
