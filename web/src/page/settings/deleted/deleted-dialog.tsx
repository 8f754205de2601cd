/** The conversations of the last 30 days that were deleted: how long each of them stays, and the way back. */

import { type MouseEvent, type ReactNode, useEffect, useId, useState } from "react";
import { scriptClass } from "../../../markdown/plain.ts";
import type { ConversationSummary } from "../../../protocol/index.ts";
import { useClient, useStore } from "../../../react/index.ts";
import { Dialog } from "../../shared/dialog.tsx";
import { ErrorBar } from "../../shared/error-bar.tsx";
import { Reason } from "../../shared/reason.tsx";
import { useTexts } from "../../text/texts.tsx";
import type { SettingsTexts } from "../text/en.ts";
import { useSettingsTexts } from "../text/texts.ts";
import { daysLeft } from "./days-left.ts";
import { DeletedList, type DeletedView } from "./deleted-list.ts";
import { useFocusKept } from "./use-focus-kept.ts";

interface DeletedProps {
  onClose: () => void;
  /** Shows a conversation that was given back. */
  onOpen: (id: string) => void;
}

export function DeletedDialog({ onClose, onOpen }: DeletedProps): ReactNode {
  const texts = useSettingsTexts().deleted;
  const client = useClient();
  const [deleted] = useState(() => new DeletedList(client));
  const view = useStore(deleted);
  const frame = useFocusKept(view);
  useEffect(() => deleted.follow(), [deleted]);
  return (
    <Dialog title={texts.title} onClose={onClose}>
      <p className="hint">{texts.hint}</p>
      <div className="deleted-refused">
        <ErrorBar error={view.refused} onDismiss={() => deleted.clearError()} />
      </div>
      <div ref={frame} tabIndex={-1}>
        {view.items.length > 0 && (
          <ul className="deleted-list">
            {view.items.map((item) => (
              <DeletedItem
                key={item.id}
                item={item}
                restored={view.restored.has(item.id)}
                onRestore={() => void deleted.restore(item.id)}
                onForget={() => void deleted.forget(item.id)}
                onOpen={() => onOpen(item.id)}
              />
            ))}
          </ul>
        )}
        <ListState
          view={view}
          onMore={() => void deleted.more()}
          onRetry={() => void deleted.refresh()}
        />
      </div>
      <p className="off-screen" aria-live="polite">
        {lastRestored(texts, view)}
      </p>
    </Dialog>
  );
}

interface ItemProps {
  item: ConversationSummary;
  restored: boolean;
  onRestore: () => void;
  /** Deletes it for good. */
  onForget: () => void;
  onOpen: () => void;
}

function DeletedItem(props: ItemProps): ReactNode {
  const { item, restored, onRestore, onForget, onOpen } = props;
  const texts = useSettingsTexts().deleted;
  const { cancel } = useTexts();
  const id = useId();
  const [asking, setAsking] = useState(false);
  const onClick = (event: MouseEvent): void => {
    if (!restored) onRestore();
    // Not by the second half of a double click, which was meant for what the button was before.
    else if (event.detail < 2) onOpen();
  };
  return (
    <li>
      <div>
        <span className={`title ${scriptClass(item.title) ?? ""}`} id={id} dir="auto">
          {item.title}
        </span>
        {asking ? (
          <p className="hint" role="alert">
            {texts.foreverQuestion}
          </p>
        ) : (
          <p className="hint">
            {restored ? texts.restored : <Fate item={item} now={new Date()} />}
          </p>
        )}
      </div>
      {asking ? (
        <button type="button" aria-describedby={id} onClick={() => setAsking(false)}>
          {cancel}
        </button>
      ) : (
        <button type="button" aria-describedby={id} onClick={onClick}>
          {restored ? texts.open : texts.restore}
        </button>
      )}
      {!restored && (
        <button
          type="button"
          className="danger"
          aria-describedby={id}
          // Not by the second half of a double click.
          onClick={(event) => {
            if (!asking) setAsking(true);
            else if (event.detail < 2) onForget();
          }}
        >
          {texts.forever}
        </button>
      )}
    </li>
  );
}

/** When it was deleted, and when it is gone for good; where it must, the line breaks between. */
function Fate({ item, now }: { item: ConversationSummary; now: Date }): ReactNode {
  const texts = useSettingsTexts().deleted;
  const at = new Date(item.deleted_at ?? now);
  const today = at.toDateString() === now.toDateString();
  return (
    <>
      {`${texts.deletedAt(at, today)} · `}
      <span>{texts.goneIn(daysLeft(at, now))}</span>
    </>
  );
}

function lastRestored(texts: SettingsTexts["deleted"], { items, restored }: DeletedView): string {
  const last = [...restored].at(-1);
  const item = items.find(({ id }) => id === last);
  return item === undefined ? "" : texts.announceRestored(item.title);
}

interface StateProps {
  view: DeletedView;
  onMore: () => void;
  onRetry: () => void;
}

/** What stands below the items, or in their place. */
function ListState({ view, onMore, onRetry }: StateProps): ReactNode {
  const texts = useTexts();
  const { none } = useSettingsTexts().deleted;
  const { error, state, items, hasMore } = view;
  if (error !== null) {
    return (
      <div className="deleted-state" role="alert">
        <Reason code={error.code} detail={error.message} />
        <button type="button" onClick={onRetry}>
          {texts.retry}
        </button>
      </div>
    );
  }
  if (state === "loading") return <p className="deleted-state">{texts.loading}</p>;
  if (items.length === 0) return <p className="deleted-state">{none}</p>;
  if (!hasMore) return null;
  return (
    <div className="deleted-state">
      <button type="button" className="link" onClick={onMore}>
        {texts.loadMore}
      </button>
    </div>
  );
}
