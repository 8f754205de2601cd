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
  useAnswer,
  useChat,
  useClient,
  useConversation,
  useReadable,
} from "./react/index.ts";
