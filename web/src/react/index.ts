export type { ChatMessage } from "./chat-messages.ts";
export { ClientProvider, type ClientProviderProps, useClient } from "./client-context.tsx";
export { useAnswer } from "./use-answer.ts";
export { type Chat, type ChatOptions, type ChatStatus, useChat } from "./use-chat.ts";
export { useConversation } from "./use-conversation.ts";
export { useReadable } from "./use-readable.ts";
