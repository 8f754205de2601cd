"use client";

/**
 * `yeoul-client/react`: answers and conversations as React hooks.
 *
 * A `ClientProvider` stands above them; `useChat` is where it begins.
 *
 * @module
 */

export {
  type Chat,
  type ChatMessage,
  type ChatOptions,
  type ChatStatus,
  ClientProvider,
  type ClientProviderProps,
  type Conversations,
  type MessageChoice,
  useAnswer,
  useChat,
  useClient,
  useConversation,
  useConversations,
  useModels,
  useStore,
} from "./react/index.ts";
