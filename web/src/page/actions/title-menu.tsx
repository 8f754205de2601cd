/** The title above a conversation, which opens its menu, and can be typed in its place. */

import { type ReactNode, useRef, useState } from "react";
import type { Conversation } from "../../core/index.ts";
import type { ConversationSummary } from "../../protocol/index.ts";
import { useConversations, useStore } from "../../react/index.ts";
import { Icon } from "../shared/icons.tsx";
import { useTexts } from "../text/texts.tsx";
import { ConversationMenu } from "./conversation-menu.tsx";
import { TitleBox } from "./title-box.tsx";

export interface TitleMenuProps {
  conversation: Conversation;
  /** What stands there where there is no menu. */
  plain: ReactNode;
  title: string | undefined;
  onRemove: (ids: readonly string[]) => void;
  /** It is gone for good. */
  onGone: () => void;
}

interface Opened {
  readonly part: "menu" | "title";
  readonly summary: ConversationSummary;
}

/** As a title it is for the eye alone: the conversation has it as its heading. */
export function TitleMenu(props: TitleMenuProps): ReactNode {
  const { conversation, plain, title, onRemove, onGone } = props;
  const texts = useTexts();
  const { items } = useConversations();
  const { id, summary: read, temporary } = useStore(conversation);
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState<Opened | null>(null);
  // What was opened stays as it was: the conversation may be deleted elsewhere, or from here.
  const summary = open?.summary ?? items.find((item) => item.id === id) ?? read;
  if (summary === null || temporary) return plain;
  const close = (): void => setOpen(null);
  if (open?.part === "title") return <TitleBox summary={summary} onClose={close} />;
  return (
    <>
      <div className="top-title">
        <button
          ref={button}
          type="button"
          aria-label={`${texts.conversationMenu}: ${title}`}
          aria-haspopup="menu"
          onClick={() => setOpen({ part: "menu", summary })}
        >
          <span>{title}</span>
          <Icon name="chevron" />
        </button>
      </div>
      {open !== null && button.current !== null && (
        <ConversationMenu
          summary={summary}
          button={button.current}
          onRename={() => setOpen({ part: "title", summary })}
          onSelect={null}
          onRemove={() => onRemove([summary.id])}
          onGone={onGone}
          onClose={close}
        />
      )}
    </>
  );
}
