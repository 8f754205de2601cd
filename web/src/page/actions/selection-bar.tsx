/** What can be done with the conversations that are chosen in the list. */

import { type ReactNode, useState } from "react";
import type { ConversationList } from "../../core/index.ts";
import { type ApiError, asApiError } from "../../protocol/index.ts";
import { useClient } from "../../react/index.ts";
import { ErrorBar } from "../shared/error-bar.tsx";
import { Icon } from "../shared/icons.tsx";
import { DRAWINGS } from "../shared/late-icons.ts";
import { useTexts } from "../text/texts.tsx";
import { type FileKind, saveAs } from "./files.ts";
import { useActionTexts } from "./text/texts.ts";

interface BarProps {
  /** The ids of those that are chosen, in the order of the list. */
  selected: readonly string[];
  onSelectAll: (ids: readonly string[]) => void;
  onRemove: (ids: readonly string[]) => void;
  onClose: () => void;
}

export function SelectionBar({ selected, onSelectAll, onRemove, onClose }: BarProps): ReactNode {
  const page = useTexts();
  const texts = useActionTexts();
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<number>();
  const [error, setError] = useState<ApiError | null>(null);
  const save = async (kind: FileKind): Promise<void> => {
    setBusy(true);
    try {
      await saveAs(client, selected, kind, page, (done) => setDone(done));
      setError(null);
    } catch (failure) {
      setError(asApiError(failure));
    }
    setBusy(false);
  };
  const selectAll = async (): Promise<void> => {
    setBusy(true);
    setDone(undefined);
    await readRest(client.list);
    onSelectAll(client.list.getSnapshot().items.map(({ id }) => id));
    setBusy(false);
  };
  const none = selected.length === 0 || busy;
  return (
    <div className="selection-bar" role="toolbar" aria-label={texts.select}>
      <span aria-live="polite">{texts.selected(selected.length)}</span>
      <ErrorBar error={error} onDismiss={() => setError(null)} />
      {busy && (
        <progress aria-label={texts.selected(selected.length)} value={done} max={selected.length} />
      )}
      <button type="button" disabled={busy} onClick={() => void selectAll()}>
        {texts.selectAll}
      </button>
      <Export label={texts.exportMarkdown} none={none} onChoose={() => void save("md")}>
        Markdown
      </Export>
      <Export label={texts.exportJson} none={none} onChoose={() => void save("json")}>
        JSON
      </Export>
      <button
        type="button"
        className="danger"
        disabled={none}
        onClick={() => {
          onRemove(selected);
          onClose();
        }}
      >
        {texts.delete}
      </button>
      <button type="button" onClick={onClose}>
        {texts.done}
      </button>
    </div>
  );
}

/** Reads the list to its end, or as far as it can be read. */
async function readRest(list: ConversationList): Promise<void> {
  for (let view = list.getSnapshot(); view.hasMore && view.error === null; ) {
    await list.more();
    // The list itself may be reading the same page.
    if (list.getSnapshot() === view) await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    view = list.getSnapshot();
  }
}

const WAIT_MS = 50;

interface ExportProps {
  label: string;
  /** There is nothing to export, or something is being exported. */
  none: boolean;
  onChoose: () => void;
  children: string;
}

function Export({ label, none, onChoose, children }: ExportProps): ReactNode {
  return (
    <button type="button" aria-label={label} title={label} disabled={none} onClick={onChoose}>
      <Icon name={DRAWINGS.save} />
      {children}
    </button>
  );
}
