import { createContext, type ReactNode, useContext } from "react";
import type { Chat } from "../core/index.ts";

const ChatContext = createContext<Chat | null>(null);

/** Gives the chat to the hooks below. */
export function ChatProvider({ chat, children }: { chat: Chat; children: ReactNode }): ReactNode {
  return <ChatContext value={chat}>{children}</ChatContext>;
}

/** The chat of this page. @throws TypeError outside a `ChatProvider` */
export function useChat(): Chat {
  const chat = useContext(ChatContext);
  if (chat === null) throw new TypeError("useChat needs a ChatProvider above it");
  return chat;
}
