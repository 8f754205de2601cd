/** A recording as a page of its own, which plays without a server: the frame of it is a file of this one. */

import { SERVED_PATH } from "../addresses.ts";

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
