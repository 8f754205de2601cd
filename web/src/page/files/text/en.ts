/** What is said of added files, in English. */

import type { Untold } from "../extracted.ts";
import type { Progress } from "../recognition/messages.ts";

const percent = new Intl.NumberFormat("en", { style: "percent" });

export const en = {
  attach: "Attach",
  files: "Added files",
  waiting: "Waiting",
  steps: {
    loading: "Fetching what reads pictures…",
    preparing: "Preparing the picture…",
    reading: "Reading the text…",
  } satisfies Record<Progress["step"], string>,
  share: (share: number) => percent.format(share),
  ready: "Its text is in the message. Please check it.",
  unsure: "Its text is in the message. The picture is hard to read: please check every word.",
  failed: {
    other:
      "Files of this kind cannot be read. Pictures, PDF, DOCX, HWPX, texts, Markdown, CSV and code can.",
    heic: "This browser cannot read HEIC pictures. Save it as JPEG, or take a screenshot of it.",
    unreadable: "The file is damaged, or is not what its name says.",
    unreachable: "What reads such files could not be fetched. Is the server running?",
    broken: "The file could not be read. Try a smaller one.",
    empty: "No text was found in it.",
  } satisfies Record<Untold, string>,
  remove: (name: string) => `Remove ${name}`,
  moveUp: (name: string) => `Move ${name} up`,
  moveDown: (name: string) => `Move ${name} down`,
};

export type FilesTexts = typeof en;
