/** Short names for the generated shapes of requests and replies. */

import type { components } from "./api.gen.ts";

type Schemas = components["schemas"];

/** Why an answer ended; `tool_calls`: with calls, whose results the model waits for. */
export type EndReason = Schemas["EndData"]["reason"];
export type Answer = Schemas["Answer"];
/** A picture of a question, without its bytes. */
export type Attachment = Schemas["Attachment"];
export type AskRequest = Schemas["AskRequest"];
export type Assistant = Schemas["Assistant"];
export type AssistantRequest = Schemas["AssistantRequest"];
export type NewIds = Schemas["NewIds"];
/** A question as this side sends it: with an id for each thing that it makes. */
export type SentQuestion = AskRequest & { readonly ids: NewIds };
export type ConversationReply = Schemas["Conversation"];
export type ConversationListReply = Schemas["ConversationList"];
export type ConversationPatch = Schemas["ConversationPatch"];
export type ConversationSummary = Schemas["ConversationSummary"];
/** A conversation of a list; of a search, with what was found in it. */
export type ListedConversation = Schemas["ListedConversation"];
export type AnswerError = Schemas["Error"];
export type Model = Schemas["Model"];
export type ModelList = Schemas["ModelList"];
export type Question = Schemas["Question"];
export type StorageReply = Schemas["Storage"];
export type ConversationToImport = Schemas["ConversationToImport"];
export type MessageToImport = Schemas["MessageToImport"];
export type ImportedItem = Schemas["ImportedItem"];
export type Timings = Schemas["Timings"];
export type Usage = Schemas["Usage"];

export type Message = Question | Answer;
export type Status = Answer["status"];
export type Phase = Schemas["HeartbeatData"]["phase"];

/** Whether an answer has reached a terminal status: nothing will be added to it by itself. */
export function isSettled(status: Status): boolean {
  return status !== "queued" && status !== "generating";
}
