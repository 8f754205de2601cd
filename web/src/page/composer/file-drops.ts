/** Text files that are dropped on the page, or pasted, and become part of the question. */

import { useEffect, useEffectEvent } from "react";

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

/** Keeps the browser from opening a file that is dropped, which would leave the page. */
export function useFilesStayOut(): void {
  useEffect(() => {
    const stay = (event: DragEvent): void => {
      if (carriesFiles(event)) event.preventDefault();
    };
    for (const type of ["dragover", "drop"] as const) window.addEventListener(type, stay);
    return () => {
      for (const type of ["dragover", "drop"] as const) window.removeEventListener(type, stay);
    };
  }, []);
}

/** Calls `onFiles` with what is dropped anywhere on the page. */
export function useDroppedFiles(onFiles: (files: readonly File[]) => void): void {
  const onDrop = useEffectEvent((event: DragEvent): void => {
    if (carriesFiles(event)) onFiles([...(event.dataTransfer?.files ?? [])]);
  });
  useEffect(() => {
    window.addEventListener("drop", onDrop);
    return () => window.removeEventListener("drop", onDrop);
  }, []);
}

/** The files of a paste; none where it has a text, too, as from a spreadsheet. */
export function pastedFiles(data: DataTransfer): readonly File[] {
  return data.types.includes("text/plain") ? [] : [...data.files];
}

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") === true;
}
