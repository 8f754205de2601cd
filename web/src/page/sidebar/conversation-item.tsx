/** One conversation of the list: opened by its title, named in place, chosen with others; and its menu. */

import { memo, type ReactNode } from "react";
import type { ListedConversation } from "../../protocol/index.ts";
import { TitleBox } from "../actions/late-actions.ts";
import { mark } from "../landmarks.ts";
import { IconButton } from "../shared/icon-button.tsx";
import { PageLink } from "../shared/page-link.tsx";
import { useTexts } from "../text/texts.tsx";

interface ItemProps {
  summary: ListedConversation;
  current: boolean;
  /** Its title is being typed. */
  renaming: boolean;
  /** Whether it is chosen; null while none is to be chosen. */
  chosen: boolean | null;
  /** `messageId`: the message in which a search has found it. */
  onOpen: (id: string, messageId?: string) => void;
  onRenamed: (id: string) => void;
  onMenu: (summary: ListedConversation, button: HTMLElement) => void;
  /** `range`: all from the one that was chosen last up to this one. */
  onChoose: (id: string, range: boolean) => void;
}

export const ConversationItem = memo(function ConversationItem(props: ItemProps): ReactNode {
  const { summary, current, renaming, chosen, onOpen, onRenamed, onMenu, onChoose } = props;
  const texts = useTexts();
  const { id, title, match } = summary;
  if (renaming) {
    return (
      <li className="item">
        <TitleBox summary={summary} onClose={() => onRenamed(id)} />
      </li>
    );
  }
  if (chosen !== null) {
    return (
      <li className="item">
        <label title={title}>
          <input
            {...mark("conversation-link")}
            type="checkbox"
            checked={chosen}
            onClick={(event) => onChoose(id, event.shiftKey)}
            // What was chosen says how it is shown.
            onChange={() => undefined}
          />
          <span>{title}</span>
        </label>
      </li>
    );
  }
  return (
    <li className={current ? "item current" : "item"}>
      <PageLink
        {...mark("conversation-link")}
        to={id}
        aria-current={current ? "page" : undefined}
        title={title}
        onFollow={() => onOpen(id, match?.message_id)}
        onClickCapture={(event) => {
          if (!event.shiftKey) return;
          event.preventDefault();
          onChoose(id, true);
        }}
        onKeyDown={(event) => {
          if (event.key !== " ") return;
          event.preventDefault();
          onChoose(id, false);
        }}
      >
        {title}
        {match && (
          <span className="snippet">
            {match.snippet.map(({ text, hit }, at) =>
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text, which stay in order
              hit ? <mark key={at}>{text}</mark> : text,
            )}
          </span>
        )}
      </PageLink>
      <div className="item-tools">
        <IconButton
          label={texts.conversationMenu}
          icon="more"
          tabIndex={-1}
          aria-haspopup="menu"
          onClick={(event) => onMenu(summary, event.currentTarget)}
        />
      </div>
    </li>
  );
});
