/** Conversations as files: given to the browser, or to what else the device shares files with. */

import {
  conversationMarkdown,
  conversationsJson,
  type ExportedPicture,
  exportFileName,
  forEachOf,
  type OnProgress,
} from "../../core/archive/index.ts";
import { attachmentsApi } from "../../core/attachments/index.ts";
import type { Client } from "../../core/index.ts";
import {
  type Attachment,
  type ConversationReply,
  networkError,
  problemOf,
} from "../../protocol/index.ts";
import { SERVED_PATH } from "../addresses.ts";
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
      ? conversationsJson(all, await picturesOf(client, all))
      : all.map((each) => conversationMarkdown(each, texts)).join("\n---\n\n");
  download(exportFileName(title, kind), text);
}

/** All pictures of the questions, with their bytes; without those that are gone. */
async function picturesOf(
  { api }: Client,
  all: readonly ConversationReply[],
): Promise<ExportedPicture[]> {
  const questions = all.flatMap(({ messages }) => messages.filter(({ role }) => role === "user"));
  const about = questions.flatMap(
    (each) => (each as { attachments?: Attachment[] }).attachments ?? [],
  );
  const found: ExportedPicture[] = [];
  for (const each of new Map(about.map((one) => [one.id, one])).values()) {
    const picture = await pictureAt(SERVED_PATH + attachmentsApi(api).path(each.id));
    if (picture !== null) found.push({ ...each, content: await base64Of(picture) });
  }
  return found;
}

/** null: it is gone. */
async function pictureAt(address: string): Promise<Blob | null> {
  const reply = await fetch(address).catch((error: unknown) => {
    throw networkError(error);
  });
  if (reply.status === 404) return null;
  if (!reply.ok) throw await problemOf(reply);
  return reply.blob();
}

function base64Of(blob: Blob): Promise<string> {
  const reader = new FileReader();
  return new Promise((resolve, reject) => {
    reader.onload = () => resolve(String(reader.result).replace(/^.*?,/, ""));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
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
