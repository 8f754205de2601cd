/** What stands above the conversation: its title, and the ways to what is closed. */

import type { ReactNode } from "react";
import { useClient, useStore } from "../../react/index.ts";
import { type Door, InspectorButton } from "../inspector/door.tsx";
import { withKeys } from "../keys/shortcuts.ts";
import { isMac } from "../keys/use-shortcuts.ts";
import { Icon } from "../parts/icons.tsx";
import type { SidebarState } from "../sidebar/use-sidebar.ts";
import { useTexts } from "../text/texts.tsx";

interface BarProps {
  /** The conversation that is shown. */
  id: string | null;
  sidebar: SidebarState;
  door: Door;
  onNewChat: () => void;
}

export function TopBar({ id, sidebar, door, onNewChat }: BarProps): ReactNode {
  const texts = useTexts();
  const alone = sidebar.narrow || !sidebar.shown;
  const newChat = (
    <button
      type="button"
      className="quiet"
      aria-label={texts.newChat}
      title={withKeys(texts.newChat, "newChat", isMac)}
      onClick={onNewChat}
    >
      <Icon name="compose" />
    </button>
  );
  return (
    <header className="top-bar">
      <div className="top-tools">
        {alone && <MenuButton sidebar={sidebar} />}
        {alone && !sidebar.narrow && newChat}
      </div>
      <Title id={id} standIn={sidebar.narrow ? texts.appName : ""} />
      <div className="top-tools">
        <InspectorButton door={door} />
        {sidebar.narrow && newChat}
      </div>
    </header>
  );
}

function MenuButton({ sidebar }: { sidebar: SidebarState }): ReactNode {
  const texts = useTexts();
  return (
    <button
      ref={sidebar.openButton}
      type="button"
      className="quiet"
      aria-label={texts.openMenu}
      title={withKeys(texts.openMenu, "sidebar", isMac)}
      onClick={() => sidebar.open("close-sidebar")}
    >
      <Icon name={sidebar.narrow ? "menu" : "sidebar"} />
    </button>
  );
}

/** For the eye alone: the conversation has the title as its heading. */
function Title({ id, standIn }: { id: string | null; standIn: string }): ReactNode {
  const title = useConversationTitle(id);
  return (
    <span className="top-title" aria-hidden="true">
      {title ?? standIn}
    </span>
  );
}

/** As the list has it, where it can be renamed; as the conversation was read if it is not listed. */
export function useConversationTitle(id: string | null): string | undefined {
  const client = useClient();
  const { items } = useStore(client.list);
  const { title } = useStore(client.conversation(id));
  const listed = items.find((item) => item.id === id)?.title;
  return listed ?? (title === "" ? undefined : title);
}
