/** One conversation of the list: opened by its title, renamed in place, deleted with an undo. */

import { type MouseEvent, memo, type ReactNode, useRef, useState } from "react";
import type { ConversationSummary } from "../../protocol/index.ts";
import { useClient } from "../../react/index.ts";
import { isComposing } from "../keys/composing.ts";
import { find, mark } from "../landmarks.ts";
import { IconButton } from "../shared/icon-button.tsx";
import type { IconName } from "../shared/icons.tsx";
import { PageLink } from "../shared/page-link.tsx";
import { useTexts } from "../text/texts.tsx";

interface ItemProps {
  summary: ConversationSummary;
  current: boolean;
  /** Its title is being typed. */
  renaming: boolean;
  onOpen: (id: string) => void;
  onRename: (id: string) => void;
  onRenamed: (id: string) => void;
  onOptions: (summary: ConversationSummary) => void;
  onRemove: (id: string) => void;
}

export const ConversationItem = memo(function ConversationItem(props: ItemProps): ReactNode {
  const { summary, current, renaming, onOpen, onRename, onRenamed, onOptions, onRemove } = props;
  const remove = (event: MouseEvent<HTMLElement>): void => {
    // The second half of a double click: it hits the row that moved up below the pointer.
    if (event.detail > 1) return;
    focusBeside(event.currentTarget);
    onRemove(summary.id);
  };
  if (renaming) return <RenameBox summary={summary} onDone={() => onRenamed(summary.id)} />;
  return (
    <li className={current ? "item current" : "item"}>
      <PageLink
        {...mark("conversation-link")}
        to={summary.id}
        aria-current={current ? "page" : undefined}
        title={summary.title}
        onFollow={() => onOpen(summary.id)}
      >
        {summary.title}
      </PageLink>
      <ItemTools
        byTab={current}
        onMissed={() => onOpen(summary.id)}
        onRename={() => onRename(summary.id)}
        onOptions={() => onOptions(summary)}
        onDelete={remove}
      />
    </li>
  );
});

interface ToolsProps {
  /** Tab comes by them, too; else only the arrows do. */
  byTab: boolean;
  /** A finger tapped where the tools are, but nothing was to be seen of them. */
  onMissed: () => void;
  onRename: () => void;
  onOptions: () => void;
  onDelete: (event: MouseEvent<HTMLElement>) => void;
}

/** What can be done with the conversation; the style sheet says when they can be seen and used. */
function ItemTools({ byTab, onMissed, onRename, onOptions, onDelete }: ToolsProps): ReactNode {
  const texts = useTexts();
  const unseen = useRef(false);
  const tool = (
    label: string,
    icon: IconName,
    onClick: (event: MouseEvent<HTMLElement>) => void,
  ): ReactNode => (
    <IconButton label={label} icon={icon} tabIndex={byTab ? 0 : -1} onClick={onClick} />
  );
  return (
    // A screen that is touched beside a mouse: the style sheet cannot tell which of them it will be.
    <div
      className="item-tools"
      onPointerDown={(event) => {
        const hidden = getComputedStyle(event.currentTarget).opacity === "0";
        unseen.current = hidden && event.pointerType === "touch";
      }}
      onClickCapture={(event) => {
        if (!unseen.current) return;
        unseen.current = false;
        event.stopPropagation();
        onMissed();
      }}
    >
      {tool(texts.rename, "pencil", onRename)}
      {tool(texts.options, "more", onOptions)}
      {tool(texts.delete, "trash", onDelete)}
    </div>
  );
}

/** Focuses the entry beside that of `button`, which is about to go away. */
function focusBeside(button: HTMLElement): void {
  const item = button.closest("li");
  const beside = item?.nextElementSibling ?? item?.previousElementSibling;
  find("conversation-link", beside)?.focus();
}

/** The title as a text box: Enter or leaving it keeps the new title, Escape the old one. */
function RenameBox({
  summary,
  onDone,
}: {
  summary: ConversationSummary;
  onDone: () => void;
}): ReactNode {
  const texts = useTexts();
  const { list } = useClient();
  const [former] = useState(summary.title);
  const [title, setTitle] = useState(former);
  const keep = (): void => {
    const clean = title.trim();
    // Who typed nothing does not take back what another window has named it meanwhile.
    if (clean !== "" && clean !== former) void list.rename(summary.id, clean);
    onDone();
  };
  return (
    <li className="item">
      <input
        // biome-ignore lint/a11y/noAutofocus: the box takes the place of the button just pressed
        autoFocus
        value={title}
        maxLength={200}
        aria-label={texts.title}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setTitle(event.target.value)}
        onKeyDown={(event) => {
          if (isComposing(event.nativeEvent)) return;
          if (event.key === "Enter") keep();
          else if (event.key === "Escape") {
            event.preventDefault();
            onDone();
          }
        }}
        onBlur={keep}
      />
    </li>
  );
}
