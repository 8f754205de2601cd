/** Opening a conversation for as long as a component shows it. */

import { useEffect, useState } from "react";
import type { Client, Conversation, ConversationView } from "../core/index.ts";
import { useClient } from "./client-context.tsx";
import { useStore } from "./use-store.ts";

/**
 * A conversation, read from the server whenever it is opened.
 *
 * @param source its id; null: a new one, which is this component's own. Or one that the client gave.
 */
export function useConversation(source: string | null | Conversation): {
  conversation: Conversation;
  view: ConversationView;
} {
  const client = useClient();
  const own = useOwn(client, source === null);
  const conversation = typeof source === "string" ? client.conversation(source) : (source ?? own);
  const view = useStore(conversation);
  useEffect(() => {
    // A conversation that was just begun here knows more than the server can tell.
    if (conversation.getSnapshot().live === null) void conversation.load();
  }, [conversation]);
  return { conversation, view };
}

/** A new conversation of this component's own while `wanted`; the next time it is another one. */
function useOwn(client: Client, wanted: boolean): Conversation {
  const make = () => ({ client, wanted, conversation: client.newConversation() });
  const [own, setOwn] = useState(make);
  if (own.client === client && own.wanted === wanted) return own.conversation;
  const next = make();
  setOwn(next);
  return next.conversation;
}
