/**
 * What can be done with one conversation: the menu, which opens at the button of its row or at its
 * title, and the dialogs that its entries lead to.
 */

import { type ReactNode, useState } from "react";
import { flushSync } from "react-dom";
import { type ApiError, asApiError, type ConversationSummary } from "../../protocol/index.ts";
import { useClient } from "../../react/index.ts";
import { pathOf } from "../addresses.ts";
import { findAll } from "../landmarks.ts";
import { useFixed, useMe } from "../person/use-me.ts";
import { OptionsDialog } from "../settings/dialogs.ts";
import { Dialog } from "../shared/dialog.tsx";
import { ErrorBar } from "../shared/error-bar.tsx";
import { DRAWINGS } from "../shared/late-icons.ts";
import { Menu } from "../shared/menu.tsx";
import { ShareDialog } from "../sharing/share-dialog.tsx";
import { useTexts } from "../text/texts.tsx";
import { type FileKind, saveAs, share, sharesFiles } from "./files.ts";
import { ForeverDialog } from "./forever-dialog.tsx";
import { fixesOptions } from "./opening.ts";
import { useActionTexts } from "./text/texts.ts";

export interface MenuProps {
  summary: ConversationSummary;
  /** What it opens at. */
  button: HTMLElement;
  onRename: () => void;
  /** Where there are others to choose, too; null elsewhere. */
  onSelect: (() => void) | null;
  onRemove: () => void;
  /** It is gone for good. */
  onGone: () => void;
  onClose: () => void;
}

type Then = "options" | "share" | "forever" | "busy";

export function ConversationMenu(props: MenuProps): ReactNode {
  const { summary, button, onClose } = props;
  const page = useTexts();
  const client = useClient();
  const [then, setThen] = useState<Then | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const run = (work: () => Promise<void>): void => {
    setThen("busy");
    work().then(onClose, (failure: unknown) => setError(asApiError(failure)));
  };
  if (error !== null) {
    return (
      <Dialog title={page.conversation} about={summary.title} onClose={onClose}>
        <ErrorBar error={error} onDismiss={onClose} />
      </Dialog>
    );
  }
  if (then === "options") return <OptionsDialog summary={summary} onClose={onClose} />;
  if (then === "share") return <ShareDialog id={summary.id} onClose={onClose} />;
  if (then === "forever") {
    return <ForeverDialog summary={summary} onGone={props.onGone} onClose={onClose} />;
  }
  if (then === "busy") return null;
  return (
    <Menu button={button} label={page.conversationMenu} onClose={onClose}>
      <Entries
        {...props}
        onThen={setThen}
        onShare={() => run(() => share(client, summary.id, page))}
        onSave={(kind) => run(() => saveAs(client, [summary.id], kind, page))}
      />
    </Menu>
  );
}

interface EntriesProps extends MenuProps {
  onThen: (then: Then) => void;
  onShare: () => void;
  onSave: (kind: FileKind) => void;
}

function Entries(props: EntriesProps): ReactNode {
  const { summary, onClose, onSelect } = props;
  const page = useTexts();
  const texts = useActionTexts();
  const { list } = useClient();
  const { shares } = useMe();
  const pinned = summary.pinned === true;
  const pin = (): void => {
    flushSync(() => {
      onClose();
      void list.pin(summary.id, !pinned);
    });
    // Its row may have moved to another heading, and its button with it.
    if (document.activeElement !== document.body) return;
    const to = pathOf(summary.id);
    findAll("conversation-link", document)
      .find((link) => link.getAttribute("href") === to)
      ?.focus();
  };
  const closed = (action: () => void) => (): void => {
    // The focus has to be back before it is put elsewhere.
    flushSync(onClose);
    action();
  };
  return (
    <>
      <Menu.Entry icon="pencil" label={texts.rename} onChoose={closed(props.onRename)} />
      <Menu.Entry icon={DRAWINGS.pin} label={pinned ? texts.unpin : texts.pin} onChoose={pin} />
      {!fixesOptions(useFixed()) && (
        <Menu.Entry
          icon={DRAWINGS.options}
          label={page.options}
          onChoose={() => props.onThen("options")}
        />
      )}
      {onSelect !== null && (
        <Menu.Entry icon="check" label={texts.select} onChoose={closed(onSelect)} />
      )}
      <hr />
      {shares && (
        <Menu.Entry
          icon={DRAWINGS.share}
          label={texts.shareLink}
          onChoose={() => props.onThen("share")}
        />
      )}
      {sharesFiles() && (
        <Menu.Entry
          icon={DRAWINGS.share}
          label={shares ? texts.shareFile : texts.share}
          onChoose={props.onShare}
        />
      )}
      <Menu.Entry
        icon={DRAWINGS.save}
        label={texts.exportMarkdown}
        onChoose={() => props.onSave("md")}
      />
      <Menu.Entry
        icon={DRAWINGS.save}
        label={texts.exportJson}
        onChoose={() => props.onSave("json")}
      />
      <hr />
      <Menu.Entry icon={DRAWINGS.trash} label={texts.delete} onChoose={closed(props.onRemove)} />
      <Menu.Entry
        danger
        icon="warning"
        label={texts.deleteForever}
        onChoose={() => props.onThen("forever")}
      />
    </>
  );
}
