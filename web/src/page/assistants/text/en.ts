/** What is said of assistants, in English: every other language has to match. */

export const en = {
  assistants: "Assistants",
  allAssistants: "All assistants…",
  about:
    "Instructions, a model and its options, and questions to begin with, under one name. A chat that is begun with an assistant keeps a copy: it stays as it is when the assistant is changed or deleted.",
  newAssistant: "New assistant",
  importFile: "Import…",
  beginChat: "Begin a chat",
  beginWith: (name: string) => `Begin a chat with ${name}`,
  menuOf: (name: string) => `More about ${name}`,
  edit: "Edit…",
  duplicate: "Duplicate",
  exportFile: "Export…",
  delete: "Delete…",
  deleteTitle: "Delete the assistant",
  deleteQuestion: (name: string) =>
    `“${name}” will be gone. Chats that were begun with it stay as they are.`,
  deleteSure: "Delete",
  shipped: "Comes with Yeoul",
  shippedHint: "It comes with Yeoul. Once you change it, it is your own.",
  deleted: "Deleted, and can be brought back",
  bringBack: (name: string) => `Bring back ${name}`,
  copyOf: (name: string) => `${name} (copy)`,
  modelOf: (model: string) => `Model: ${model}`,
  modelGone: (model: string) => `Model: ${model} (not available now: the default one answers)`,
  loadFailed: "The assistants could not be loaded",

  editTitle: "Edit the assistant",
  discardTitle: "Discard the changes?",
  discardQuestion: "What you have written is not saved.",
  discardSure: "Discard",
  writeOn: "Keep writing",
  name: "Name",
  nameMissing: "A name is missing.",
  description: "Description",
  descriptionHint: "One sentence for people: the model does not see it.",
  instructions: "Instructions",
  instructionsHint: "Who it is, what it does, and how it answers. Short and firm works best.",
  starters: "Questions to begin with",
  startersHint: "One on each line, at most eight. A click asks them.",
  tooManyStarters: "These are more than eight questions.",
  startersTooLong: "One of these questions is longer than 1,000 characters.",
  defaultModel: "The one that is chosen for the chat",

  importTitle: "Import an assistant",
  importLook:
    "Look at the instructions before you use them: the model will follow them, whoever wrote them. What cannot be seen is shown by its code, such as [U+200B].",
  importSure: "Import",
  noInstructions: "It has no instructions.",
  noAssistant: (file: string) => `There is no assistant in “${file}”.`,
  laterFile: (file: string) =>
    `“${file}” was written by a later version: update this server to import it.`,
  largeFile: (file: string) => `“${file}” is larger than 1 MB, which no assistant is.`,
  talkingWith: (name: string) => `You are talking with ${name}`,
  answersInstead: (model: string) => `${model} is not available: another model answers.`,
};

/** What every language offers. */
export type AssistantTexts = typeof en;
