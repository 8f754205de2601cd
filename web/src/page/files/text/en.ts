/** What is said of added files, in English. */

import type { Progress, Untold } from "../extracted.ts";

const percent = new Intl.NumberFormat("en", { style: "percent" });

export const en = {
  attach: "Attach",
  files: "Added files",
  waiting: "Waiting",
  steps: {
    loading: "Fetching what reads pictures…",
    preparing: "Preparing the picture…",
    reading: "Reading the text…",
    pages: "Reading the pages…",
  } satisfies Record<Progress["step"], string>,
  share: (share: number) => percent.format(share),
  ready: "Its text is in the message. Please check it.",
  unsure: "Its text is in the message. The picture is hard to read: please check every word.",
  fits: (share: number) =>
    `Only the first ${percent.format(share)} fit into one question to this model. The rest was left out.`,
  pagesFit: (first: number, last: number, count: number) =>
    `Only pages ${first} to ${last} of ${count} fit into one question to this model.`,
  pages: "Pages",
  firstPage: (name: string) => `First page of ${name}`,
  lastPage: (name: string) => `Last page of ${name}`,
  pageCount: (count: number) => `of ${count}`,
  choosePages: "Read these",
  instructions: {
    summarise: { label: "Summarise", text: "Summarise this." },
    translate: {
      label: "Translate",
      text: "Translate this into English. If it is English, translate it into Korean.",
    },
    correct: { label: "Correct my English", text: "Correct my English, and explain each change." },
  },
  failed: {
    other:
      "Files of this kind cannot be read. Pictures, PDF, DOCX, HWPX, texts, Markdown, CSV and code can.",
    office:
      "Files of this kind cannot be read. In the program that made it, save it as HWPX, DOCX, CSV or PDF, and add that.",
    heic: "This browser cannot read HEIC pictures. Save it as JPEG, or take a screenshot of it.",
    unreadable: "The file is damaged, or is not what its name says.",
    locked: "The PDF asks for a password. Save it without one, and add that.",
    unreachable: "What reads such files could not be fetched. Is the server running?",
    broken: "The file could not be read. Try a smaller one.",
    empty: "No text was found in it.",
    full: "The message has no room left for it. Ask in two messages, or choose a model that takes more.",
    lost: "It did not reach the server. Remove it, and add it again.",
  } satisfies Record<Untold, string>,
  pictures: "Pictures",
  picture: "Picture",
  asPicture: "As a picture",
  asText: "As text",
  sending: {
    preparing: "Preparing the picture…",
    sending: "Sending…",
    ready: "Goes with the message.",
  },
  many: (most: number) => `A question has at most ${most} pictures.`,
  again: "Try again",
  againFor: (name: string) => `Send ${name} again`,
  reads: "A file is still being read. Its text comes into the message first.",
  waits: "The message goes out as soon as its pictures are there.",
  notSent: "A picture could not be sent. Try it again, or remove it.",
  blind: "The model sees no pictures.",
  readInstead: "Read its text instead",
  remove: (name: string) => `Remove ${name}`,
  moveUp: (name: string) => `Move ${name} up`,
  moveDown: (name: string) => `Move ${name} down`,
};

export type FilesTexts = typeof en;
