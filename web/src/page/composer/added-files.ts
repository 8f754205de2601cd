/** Text files that become part of the question. Loaded when the first one comes. */

import { flushSync } from "react-dom";
import type { Draft } from "../../core/index.ts";

/** A question has at most 200,000 characters, and the fence is part of it. */
const MAX_BYTES = 199_500;

/** What the file says; null if it is too long for a question, or no text. */
export async function textOf(file: File): Promise<string | null> {
  if (file.size > MAX_BYTES) return null;
  try {
    const bytes = await file.arrayBuffer();
    // What it is called tells less than its bytes: source code comes under a hundred types.
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.includes("\0") ? null : text;
  } catch {
    return null;
  }
}

/** The text under its name, in a fence that nothing in it closes. */
export function fenceText(name: string, text: string): string {
  let fence = "```";
  for (const [run] of text.matchAll(/`{3,}/g)) {
    if (run.length >= fence.length) fence = `${run}\``;
  }
  const language = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  return `${name}\n${fence}${language}\n${text.replace(/\n?$/, "\n")}${fence}\n`;
}

/** Puts text files where the caret is. Returns the name of the last that is no text; null if all are. */
export async function addFiles(
  files: readonly File[],
  box: { readonly current: HTMLTextAreaElement | null },
  draft: Draft,
): Promise<string | null> {
  let other: string | null = null;
  for (const file of files) {
    const content = await textOf(file);
    if (content === null) other = file.name;
    else insert(fenceText(file.name, content), box.current, draft);
  }
  return other;
}

function insert(block: string, area: HTMLTextAreaElement | null, draft: Draft): void {
  if (area === null) return;
  const before = area.value.slice(0, area.selectionStart).replace(/([^\n])$/, "$1\n") + block;
  const after = area.value.slice(area.selectionEnd);
  flushSync(() => draft.setText(before + after));
  area.setSelectionRange(before.length, before.length);
  area.focus();
}
