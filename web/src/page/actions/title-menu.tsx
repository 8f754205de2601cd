/** The title above a conversation, which opens its menu, and can be typed in its place. */

import { type ReactNode, useRef, useState } from "react";
import type { Conversation } from "../../core/index.ts";
import { scriptClass } from "../../markdown/plain.ts";
import type { ConversationSummary } from "../../protocol/index.ts";
import { useConversations, useModels, useStore } from "../../react/index.ts";
import { useAssistantTexts } from "../assistants/text/texts.ts";
import { Icon } from "../shared/icons.tsx";
import { DRAWINGS } from "../shared/late-icons.ts";
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
  const begun = (summary ?? read)?.assistant;
  const whom = begun ? <Whom begun={begun} /> : null;
  if (summary === null || temporary) {
    return whom === null ? plain : <div className="top-title whom">{whom}</div>;
  }
  const close = (): void => setOpen(null);
  if (open?.part === "title") return <TitleBox summary={summary} onClose={close} />;
  return (
    <>
      <div className={whom === null ? "top-title" : "top-title whom"}>
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
        {whom}
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

interface WhomProps {
  begun: { readonly name: string; readonly missing_model?: string | null };
}

/** The assistant that the conversation was begun with, as it was called then. */
function Whom({ begun: { name, missing_model } }: WhomProps): ReactNode {
  const texts = useAssistantTexts();
  const models = useModels();
  // Once it is there, it can be chosen as any other.
  const gone = missing_model && !models.some(({ id }) => id === missing_model);
  const missing = gone ? texts.answersInstead(missing_model) : "";
  return (
    <div className="top-whom" title={[texts.talkingWith(name), missing].filter(Boolean).join(". ")}>
      <Icon name={DRAWINGS.assistant} />
      <span className="off-screen">{texts.talkingWith(name)}</span>
      <span className={scriptClass(name)} aria-hidden="true" dir="auto">
        {name}
      </span>
      {missing !== "" && <span className="top-missing">{missing}</span>}
    </div>
  );
}
