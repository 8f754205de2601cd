/** What is stored and where; all of it as a file; all of it gone. */

import { type ReactNode, useEffect, useRef, useState } from "react";
import { exportAll, removeAll } from "../../core/archive/index.ts";
import type { StorageReply } from "../../protocol/index.ts";
import { useClient } from "../../react/index.ts";
import { LogInAgain } from "../account/log-in-again.tsx";
import { useFreshWork } from "../account/use-fresh-work.ts";
import { SERVED_PATH } from "../addresses.ts";
import { hasAccount } from "../person/me.ts";
import { useMe, useWhose } from "../person/use-me.ts";
import { download } from "../shared/download.ts";
import { ErrorBar } from "../shared/error-bar.tsx";
import { useWork } from "../shared/use-work.ts";
import { LinksDialog } from "../sharing/links-dialog.tsx";
import { useSharingTexts } from "../sharing/text/texts.ts";
import { useTexts } from "../text/texts.tsx";
import { DeletedDialog } from "./deleted/deleted-dialog.tsx";
import { ImportDialog } from "./import/import-dialog.tsx";
import type { SettingsTexts } from "./text/en.ts";
import { useSettingsTexts } from "./text/texts.ts";

interface DataProps {
  /** All conversations are gone. */
  onDeleted: () => void;
  /** Shows a conversation that was given back. */
  onOpen: (id: string) => void;
}

export function DataSection({ onDeleted, onOpen }: DataProps): ReactNode {
  const texts = useSettingsTexts();
  const client = useClient();
  const [sure, setSure] = useState(false);
  const { run, busy, error, clearError } = useWork();
  const [progress, setProgress] = useState({ done: 0, all: 0 });
  const onProgress = (done: number, all: number): void => setProgress({ done, all });
  const [deletedShown, setDeletedShown] = useState(false);
  const [importShown, setImportShown] = useState(false);
  const exporting = useExport();
  const deleteAll = async (): Promise<void> => {
    onProgress(0, 0);
    await removeAll(client, onProgress);
    onDeleted();
  };
  return (
    <>
      <fieldset className="choice">
        <legend>{texts.data}</legend>
        <WhatIsStored again={deletedShown || importShown} />
        <ErrorBar error={error} onDismiss={clearError} />
        {busy && progress.all > 0 && (
          <>
            <p className="hint">{texts.progress(progress.done, progress.all)}</p>
            <progress aria-label={texts.data} value={progress.done} max={progress.all} />
          </>
        )}
        <div className="dialog-foot">
          <button type="button" onClick={() => setDeletedShown(true)}>
            {texts.deleted.title}
          </button>
          <button type="button" disabled={exporting.busy} onClick={exporting.begin}>
            {texts.exportAll}
          </button>
          <button type="button" onClick={() => setImportShown(true)}>
            {texts.import.open}
          </button>
          <SharedLinks />
        </div>
        <ExportState exporting={exporting} />
        {sure ? (
          <SureOfAll
            busy={busy}
            onSure={() => void run(deleteAll).then(() => setSure(false))}
            onCancel={() => setSure(false)}
          />
        ) : (
          <div className="dialog-foot">
            <button type="button" className="danger" disabled={busy} onClick={() => setSure(true)}>
              {texts.deleteAll}
            </button>
          </div>
        )}
      </fieldset>
      {importShown && <ImportDialog onClose={() => setImportShown(false)} />}
      {deletedShown && <DeletedDialog onClose={() => setDeletedShown(false)} onOpen={onOpen} />}
    </>
  );
}

/** The way to all links to conversations, where some can be made. */
function SharedLinks(): ReactNode {
  const texts = useSharingTexts();
  const { shares } = useMe();
  const [open, setOpen] = useState(false);
  if (!shares) return null;
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        {texts.sharedLinks}
      </button>
      {open && <LinksDialog onClose={() => setOpen(false)} />}
    </>
  );
}

interface Exporting extends ReturnType<typeof useFreshWork> {
  readonly begin: () => void;
  /** What has come so far. */
  readonly bytes: number;
}

/** All of it as a file, which the server asks a log-in of the last minutes for. */
function useExport(): Exporting {
  const whose = useWhose();
  const work = useFreshWork();
  const [bytes, setBytes] = useState(0);
  const begin = (): void =>
    work.run(async () => {
      setBytes(0);
      const from = { baseUrl: SERVED_PATH, fetch: whose.fetch, onBytes: setBytes };
      download("yeoul.jsonl", await exportAll(from));
    });
  return { ...work, begin, bytes };
}

function ExportState({ exporting }: { exporting: Exporting }): ReactNode {
  const texts = useSettingsTexts();
  const { busy, bytes, stale, error, again, clearError } = exporting;
  return (
    <>
      <p className="hint" role="status">
        {busy && texts.exporting(bytes)}
      </p>
      {stale ? (
        <LogInAgain why={texts.againToExport} onDone={again} onCancel={clearError} />
      ) : (
        <ErrorBar error={error} onDismiss={clearError} />
      )}
    </>
  );
}

interface SureProps {
  busy: boolean;
  onSure: () => void;
  onCancel: () => void;
}

/** The question before all is deleted, in sight and with the focus, on the button that does nothing. */
function SureOfAll({ busy, onSure, onCancel }: SureProps): ReactNode {
  const { cancel } = useTexts();
  const texts = useSettingsTexts();
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    frame.current?.scrollIntoView({ block: "end" });
    frame.current?.querySelector("button")?.focus({ preventScroll: true });
  }, []);
  return (
    <div ref={frame} className="sure">
      <p role="alert">{texts.deleteAllQuestion}</p>
      <div className="dialog-foot">
        <button type="button" onClick={onCancel}>
          {cancel}
        </button>
        <button type="button" className="danger" disabled={busy} onClick={onSure}>
          {texts.deleteAllSure}
        </button>
      </div>
    </div>
  );
}

/** `again`: whenever it is another, the server is asked again. */
function WhatIsStored({ again }: { again: unknown }): ReactNode {
  const { loading } = useTexts();
  const texts = useSettingsTexts();
  const stored = useStored(again);
  const me = useMe();
  return (
    <dl className="stored">
      <dt>{texts.storedByServer}</dt>
      {(stored === "asking" ? [loading] : serverLines(texts, stored)).map((line) => (
        <dd key={line}>{line}</dd>
      ))}
      <dt>{texts.storedHere}</dt>
      <dd>{texts.storedHereWhat}</dd>
      {hasAccount(me) && <dd>{texts.storedHereOut}</dd>}
      <dt>{texts.sentOn}</dt>
      <dd>{texts.sentOnWhat}</dd>
    </dl>
  );
}

type Stored = StorageReply | "asking" | "untold";

function serverLines(texts: SettingsTexts, stored: Exclude<Stored, "asking">): readonly string[] {
  if (stored === "untold") return [texts.storedUnknown];
  const lines = stored.files.map(({ name, holds, bytes }) =>
    holds === "conversations"
      ? texts.storedConversations(stored.conversations, name, bytes)
      : texts.storedEvents(name, bytes),
  );
  // To an admin alone the files are named, which hold the things of everybody.
  if (lines.length === 0) lines.push(texts.storedCount(stored.conversations));
  const deleted = stored.deleted_conversations;
  return deleted === 0 ? lines : [...lines, texts.storedDeleted(deleted)];
}

/** What the server tells now; until it has, what it told before. */
function useStored(again: unknown): Stored {
  const client = useClient();
  const [stored, setStored] = useState<Stored>("asking");
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever it is another
  useEffect(() => {
    let current = true;
    const tell = (told: Stored): void => {
      if (current) setStored(told);
    };
    client.api.storage().then(tell, () => tell("untold"));
    return () => {
      current = false;
    };
  }, [client, again]);
  return stored;
}
