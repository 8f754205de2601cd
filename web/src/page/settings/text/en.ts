/** What settings, options and shortcuts say in English: every other language has to match. */

import type { Command } from "../../keys/shortcuts.ts";
import { fileSize } from "../../text/file-size.ts";
import type { NumberRange } from "../number-range.ts";

const number = new Intl.NumberFormat("en");
const size = fileSize("en");
const time = new Intl.DateTimeFormat("en", { timeStyle: "short" });
const day = new Intl.DateTimeFormat("en", { month: "short", day: "numeric" });

export const en = {
  theme: "Theme",
  themeSystem: "System",
  themeLight: "Light",
  themeDark: "Dark",
  language: "Language",
  languageBrowser: "Same as browser",

  connectModel: "Connect a model",
  downloadModel: "Download a model",
  modelUsedLast: "Last used",
  modelGone: (id: string) => `${id} (not available now)`,
  instructions: "Instructions",
  globalInstructionsExample: "Answer briefly, and in plain words.",
  globalInstructionsHint:
    "Given to the model at the start of every new conversation. In the options of a conversation they can be changed for it alone.",
  instructionsHint: "How this conversation should be answered",
  parameters: {
    temperature: "Temperature",
    top_p: "Top-p",
    max_tokens: "Maximum tokens per answer",
    seed: "Seed",
  },
  numberBetween: ({ min, max, whole, above }: NumberRange) => {
    const from = above ? `above ${number.format(min)} and up to` : `from ${number.format(min)} to`;
    return `${whole ? "A whole number" : "A number"} ${from} ${number.format(max)}`;
  },
  range: ({ min, max, above }: NumberRange) =>
    above
      ? `Above ${number.format(min)}, up to ${number.format(max)}`
      : `${number.format(min)} to ${number.format(max)}`,
  asTheModel: "Default",
  thinkFirst: "Think before answering",
  on: "On",
  off: "Off",
  save: "Save",

  notices: "Notices",
  noticesNever: "Off",
  noticesWhenHidden: "When a long answer ends",
  noticesHint:
    "Only while this page is out of sight, and for answers that took over ten seconds. A notice has the conversation's title.",
  noticesOn: "Notices are on",
  noticesRefused:
    "This browser gives no notices for this page. Allow them in the browser's settings of the site; over plain HTTP there are none.",

  transport: "Transport",
  transportAuto: "Automatic",
  lesson: "How an answer is made, and how it arrives: a lesson",
  transportLongPolling: "Long polling",
  transportPolling: "Polling",
  transportHint: "How answers reach this page. Automatic takes the fastest way that gets through.",

  data: "Your data",
  storedByServer: "On the server, in its data directory",
  storedUnknown: "The server does not tell what it stores right now.",
  storedConversations: (count: number, file: string, bytes: number) =>
    `${number.format(count)} ${count === 1 ? "conversation" : "conversations"} in ${file} (${size(bytes)})`,
  storedCount: (count: number) =>
    `${number.format(count)} ${count === 1 ? "conversation" : "conversations"} of yours`,
  storedEvents: (file: string, bytes: number) =>
    `Answers while they grow, and for ten minutes after, in ${file} (${size(bytes)})`,
  storedDeleted: (count: number) =>
    `${number.format(count)} deleted ${count === 1 ? "conversation" : "conversations"}, erased 30 days after deletion`,
  storedHere: "In this browser",
  storedHereWhat:
    "These settings and instructions, and questions that wait to be sent (localStorage); drafts, until the tab is closed (sessionStorage). What belongs to a conversation goes with it when it is deleted for ever.",
  storedHereOut: "Signing out deletes the instructions, the questions and the drafts.",
  sentOn: "Sent on",
  sentOnWhat:
    "A model inside the server keeps everything on its machine. A model of a service is sent the conversation it answers. Nothing else goes anywhere.",
  exportAll: "Export everything",
  exporting: (bytes: number) => `Exporting… ${size(bytes)}`,
  againToExport: "To take everything with you, sign in once more.",
  progress: (done: number, all: number) => `${number.format(done)} of ${number.format(all)}…`,
  deleteAll: "Delete all",
  deleteAllQuestion:
    "All conversations are deleted. Under “Recently deleted” they can be restored for 30 days.",
  deleteAllSure: "Really delete all?",

  shortcutSend: "Send the message",
  shortcutBreak: "Begin a new line",
  shortcutsHint:
    "Esc first closes what is open, or ends an edit; only then does it stop an answer. The version keys are for the message that has the focus, otherwise for the last one with several versions.",
  commands: {
    newChat: "Begin a new chat",
    search: "Search conversations",
    focusMessage: "Go to the message box",
    stop: "Stop the answer",
    previousVersion: "Show the previous version",
    nextVersion: "Show the next version",
    pauseTokens: "Pause the tokens, or follow them again",
    sidebar: "Open or close the sidebar",
    help: "Show these shortcuts",
  } satisfies Readonly<Record<Command, string>>,

  import: {
    open: "Import…",
    title: "Import conversations",
    hint: "Choose the ZIP file of a ChatGPT export, the conversations.json in it, or a file that Yeoul has exported.",
    again:
      "Times, titles, branches and the models' names are kept; pictures come only with a file that Yeoul has exported. To import a file again does not double anything.",
    choose: "Choose a file",
    running: "Importing…",
    imported: (count: number) =>
      `${number.format(count)} ${count === 1 ? "conversation" : "conversations"} imported`,
    extended: (count: number) => `${number.format(count)} continued`,
    unchanged: (count: number) => `${number.format(count)} already here`,
    empty: (count: number) => `${number.format(count)} without text`,
    assistants: (count: number) =>
      `${number.format(count)} ${count === 1 ? "assistant" : "assistants"}`,
    refusedCount: (count: number) => `${number.format(count)} not imported`,
    refused: (title: string, reason: string) => `“${title}”: ${reason}`,
    nothing: "There are no conversations in this file, or in no form that is known here.",
    damaged:
      "The file is damaged: it cannot be read beyond this. What came before is imported. Export or download it once more.",
  },

  deleted: {
    title: "Recently deleted",
    hint: "Deleted conversations can be restored for 30 days. After that they are gone for good.",
    none: "Nothing was deleted in the last 30 days",
    deletedAt: (when: Date, today: boolean) =>
      today ? `Deleted at ${time.format(when)}` : `Deleted on ${day.format(when)}`,
    goneIn: (days: number) => (days === 1 ? "gone within a day" : `gone in ${days} days`),
    open: "Open",
    restore: "Restore",
    restored: "Restored",
    forever: "Delete for ever",
    foreverQuestion: "Erase it now? It cannot be restored then.",
    announceRestored: (title: string) => `“${title}” was restored`,
  },
};

/** What every language offers. */
export type SettingsTexts = typeof en;
