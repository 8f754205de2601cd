/** Conversations as files: given to the browser, or to what else the device shares files with. */

import {
  conversationMarkdown,
  conversationsJson,
  exportFileName,
  forEachOf,
  type OnProgress,
} from "../../core/archive/index.ts";
import type { Client } from "../../core/index.ts";
import type { ConversationReply } from "../../protocol/index.ts";
import { download } from "../shared/download.ts";
import type { Texts } from "../text/en.ts";

export type FileKind = "md" | "json";

/** Saves conversations as one file. @throws ApiError if one cannot be read */
export async function saveAs(
  client: Client,
  ids: readonly string[],
  kind: FileKind,
  texts: Texts,
  onProgress?: OnProgress,
): Promise<void> {
  const all: ConversationReply[] = [];
  await forEachOf(ids, onProgress, async (id) => void all.push(await client.api.conversation(id)));
  const title = all.length === 1 ? (all[0]?.title ?? "") : texts.appName;
  const text =
    kind === "json"
      ? conversationsJson(all)
      : all.map((each) => conversationMarkdown(each, texts)).join("\n---\n\n");
  download(exportFileName(title, kind), text);
}

/** Whether this device shares files of text with anything. */
export function sharesFiles(): boolean {
  const probe = { files: [new File(["?"], "a.txt", { type: "text/plain" })] };
  return navigator.canShare?.(probe) === true;
}

/** Offers a conversation to what the device shares files with. @throws ApiError if it cannot be read */
export async function share(client: Client, id: string, texts: Texts): Promise<void> {
  const one = await client.api.conversation(id);
  // Devices take plain texts; of other kinds of text each takes some.
  const name = exportFileName(one.title, "txt");
  const file = new File([conversationMarkdown(one, texts)], name, { type: "text/plain" });
  try {
    await navigator.share({ files: [file], title: one.title });
  } catch (error) {
    // It was called off; or it came too late after the press, and then there is the file.
    if (!(error instanceof DOMException && error.name === "AbortError")) {
      download(name, await file.text());
    }
  }
}
