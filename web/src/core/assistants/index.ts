/** The reader's assistants, and files with one. A face of its own: it is loaded late. */

export {
  type AssistantFields,
  type AssistantsApi,
  type AssistantsReply,
  assistantFile,
  assistantsApi,
  type DeletedAssistant,
  LaterFile,
  readAssistantFile,
} from "./assistants.ts";
