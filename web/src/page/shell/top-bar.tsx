/** What stands above the conversation: its title, and the ways to what is closed. */

import type { ReactNode } from "react";
import type { Conversation } from "../../core/index.ts";
import { useConversations, useStore } from "../../react/index.ts";
import { lateActions } from "../actions/late-actions.ts";
import type { Opening } from "../actions/opening.ts";
import { InspectorButton, type InspectorState } from "../inspector/inspector.tsx";
import { withKeys } from "../keys/shortcuts.ts";
import { isMac } from "../keys/use-shortcuts.ts";
import { IconButton } from "../shared/icon-button.tsx";
import { useLate } from "../shared/late.ts";
import type { SidebarState } from "../sidebar/use-sidebar.ts";
import { useTexts } from "../text/texts.tsx";

interface BarProps {
  /** The one that is shown. */
  conversation: Conversation;
  sidebar: SidebarState;
  inspector: InspectorState;
  onNewChat: () => void;
  onRemove: (ids: readonly string[]) => void;
  opening: Opening;
  onOpening: (opening: Opening) => void;
}

export function TopBar(props: BarProps): ReactNode {
  const { sidebar, inspector, onNewChat } = props;
  const texts = useTexts();
  const { loaded } = useLate(lateActions, true);
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
      <Title {...props} standIn={sidebar.narrow ? texts.appName : ""} />
      <div className="top-tools">
        {loaded && <loaded.OpeningTools {...props} />}
        {loaded && !sidebar.narrow && <loaded.ShareButton {...props} />}
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

/** For the eye alone, until its menu is loaded: the conversation has the title as its heading. */
function Title(props: BarProps & { standIn: string }): ReactNode {
  const title = useConversationTitle(props.conversation);
  const { loaded } = useLate(lateActions, true);
  const plain = (
    <span className="top-title" aria-hidden="true">
      {title ?? props.standIn}
    </span>
  );
  return loaded === null ? (
    plain
  ) : (
    <loaded.TitleMenu {...props} plain={plain} title={title} onGone={props.onNewChat} />
  );
}

/** As the list has it, where it can be renamed; as the conversation was read if it is not listed. */
export function useConversationTitle(conversation: Conversation): string | undefined {
  const { items } = useConversations();
  const { temporary: name } = useTexts();
  const { id, title, temporary } = useStore(conversation);
  // Nor does the browser's history remember what it was about.
  if (temporary) return name;
  const listed = items.find((item) => item.id === id)?.title;
  return listed ?? (title === "" ? undefined : title);
}
