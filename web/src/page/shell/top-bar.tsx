/** What stands above the conversation: its title, and the ways to what is closed. */

import type { ReactNode } from "react";
import type { Conversation } from "../../core/index.ts";
import { useConversations, useStore } from "../../react/index.ts";
import { InspectorButton, type InspectorState } from "../inspector/inspector.tsx";
import { withKeys } from "../keys/shortcuts.ts";
import { isMac } from "../keys/use-shortcuts.ts";
import { IconButton } from "../shared/icon-button.tsx";
import type { SidebarState } from "../sidebar/use-sidebar.ts";
import { useTexts } from "../text/texts.tsx";

interface BarProps {
  /** The one that is shown. */
  conversation: Conversation;
  sidebar: SidebarState;
  inspector: InspectorState;
  onNewChat: () => void;
}

export function TopBar({ conversation, sidebar, inspector, onNewChat }: BarProps): ReactNode {
  const texts = useTexts();
  const alone = sidebar.narrow || !sidebar.shown;
  const newChat = (
    <IconButton
      label={texts.newChat}
      icon="compose"
      title={withKeys(texts.newChat, "newChat", isMac)}
      onClick={onNewChat}
    />
  );
  return (
    <header className="top-bar">
      <div className="top-tools">
        {alone && <MenuButton sidebar={sidebar} />}
        {alone && !sidebar.narrow && newChat}
      </div>
      <Title conversation={conversation} standIn={sidebar.narrow ? texts.appName : ""} />
      <div className="top-tools">
        <InspectorButton inspector={inspector} />
        {sidebar.narrow && newChat}
      </div>
    </header>
  );
}

function MenuButton({ sidebar }: { sidebar: SidebarState }): ReactNode {
  const texts = useTexts();
  return (
    <IconButton
      label={texts.openMenu}
      icon={sidebar.narrow ? "menu" : "sidebar"}
      ref={sidebar.openButton}
      title={withKeys(texts.openMenu, "sidebar", isMac)}
      onClick={() => sidebar.open("close-sidebar")}
    />
  );
}

/** For the eye alone: the conversation has the title as its heading. */
function Title(props: { conversation: Conversation; standIn: string }): ReactNode {
  const title = useConversationTitle(props.conversation);
  return (
    <span className="top-title" aria-hidden="true">
      {title ?? props.standIn}
    </span>
  );
}

/** As the list has it, where it can be renamed; as the conversation was read if it is not listed. */
export function useConversationTitle(conversation: Conversation): string | undefined {
  const { items } = useConversations();
  const { id, title } = useStore(conversation);
  const listed = items.find((item) => item.id === id)?.title;
  return listed ?? (title === "" ? undefined : title);
}
