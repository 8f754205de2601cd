import { useEffect } from "react";
import type { Conversation, ConversationView } from "../core/index.ts";
import { useClient } from "./client-context.tsx";
import { useReadable } from "./use-readable.ts";

/** The conversation `id` (null: the new one), read from the server whenever it is opened. */
export function useConversation(id: string | null): {
  conversation: Conversation;
  view: ConversationView;
} {
  const conversation = useClient().conversation(id);
  const view = useReadable(conversation);
  useEffect(() => {
    // A conversation that was just begun here knows more than the server can tell.
    if (conversation.getSnapshot().live === null) void conversation.load();
  }, [conversation]);
  return { conversation, view };
}
