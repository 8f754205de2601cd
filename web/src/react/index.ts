/**
 * React hooks over the core, and the provider above them. A hook reads a store of the core; what can
 * be done stands beside what is shown.
 */

export type { ChatMessage } from "./chat-messages.ts";
export { ClientProvider, type ClientProviderProps, useClient } from "./client-context.tsx";
export { useAnswer } from "./use-answer.ts";
export {
  type Chat,
  type ChatOptions,
  type ChatStatus,
  type MessageChoice,
  useChat,
} from "./use-chat.ts";
export { useConversation } from "./use-conversation.ts";
export { type Conversations, useConversations } from "./use-conversations.ts";
export { useModels } from "./use-models.ts";
export { useStore } from "./use-store.ts";
