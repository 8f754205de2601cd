export { ClientProvider, useClient } from "./client-context.tsx";
export { useAnswer } from "./use-answer.ts";
export { useConversation } from "./use-conversation.ts";
export { useReadable } from "./use-readable.ts";
