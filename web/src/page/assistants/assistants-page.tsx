/** All assistants, in the place of a conversation: begun with, made, changed, and moved as files. */

import "../settings/styles.css";
import "./styles.css";
import { type ReactNode, useRef, useState } from "react";
import { navigate } from "wouter/use-browser-location";
import { exportFileName } from "../../core/archive/index.ts";
import {
  type AssistantFields,
  assistantFile,
  type DeletedAssistant,
  LaterFile,
  readAssistantFile,
} from "../../core/assistants/index.ts";
import type { Assistant } from "../../protocol/index.ts";
import { pathOf } from "../addresses.ts";
import { Dialog } from "../shared/dialog.tsx";
import { download } from "../shared/download.ts";
import { ErrorBar } from "../shared/error-bar.tsx";
import { Icon } from "../shared/icons.tsx";
import { DRAWINGS } from "../shared/late-icons.ts";
import { Reason } from "../shared/reason.tsx";
import { useWork } from "../shared/use-work.ts";
import { useTexts } from "../text/texts.tsx";
import { type Action, AssistantCard } from "./assistant-card.tsx";
import { beginWith } from "./begin-with.ts";
import { EditorDialog } from "./editor-dialog.tsx";
import { ImportDialog } from "./import-dialog.tsx";
import { useAssistantTexts } from "./text/texts.ts";
import { type Assistants, useAssistants } from "./use-assistants.ts";

/** Of a name, in code points, as the server has it. */
const MAX_NAME = 100;
/** More than a file with an assistant ever has. */
const MAX_FILE_BYTES = 1 << 20;

/** What stands above the list. */
type Open =
  | { readonly what: "edit"; readonly assistant: Assistant | null }
  | { readonly what: "delete"; readonly assistant: Assistant }
  | { readonly what: "import"; readonly fields: AssistantFields };

export function AssistantsPage(): ReactNode {
  const texts = useAssistantTexts();
  const assistants = useAssistants();
  const { reply, error, read, api } = assistants;
  const [open, setOpen] = useState<Open | null>(null);
  const work = useWork();
  const act = (assistant: Assistant, action: Action): void => {
    const { id: _id, shipped: _shipped, ...fields } = assistant;
    if (action === "edit" || action === "delete") setOpen({ what: action, assistant });
    else if (action === "export") {
      download(exportFileName(assistant.name, "json"), assistantFile(assistant));
    } else {
      void work.run(async () => {
        await api.add({ ...fields, name: copyName(fields.name, texts.copyOf) });
        await read();
      });
    }
  };
  return (
    // The way past the sidebar leads here.
    <main id="conversation" className="assistants" tabIndex={-1}>
      <div className="assistants-inner">
        <h1>{texts.assistants}</h1>
        <p className="assistants-about">{texts.about}</p>
        <Tools
          onNew={() => setOpen({ what: "edit", assistant: null })}
          onFile={(fields) => setOpen({ what: "import", fields })}
        />
        <ErrorBar error={work.error} onDismiss={work.clearError} />
        {reply === null && error !== null && <Failed error={error} onRetry={read} />}
        <ul className="assistant-list">
          {reply?.assistants.map((assistant) => (
            <AssistantCard
              key={assistant.id}
              assistant={assistant}
              onBegin={() => {
                beginWith.set(assistant);
                navigate(pathOf(null));
              }}
              onAction={(action) => act(assistant, action)}
            />
          ))}
        </ul>
        <Deleted
          deleted={reply?.deleted ?? []}
          onRestore={({ id }) =>
            void work.run(async () => {
              await api.restore(id);
              await read();
            })
          }
        />
      </div>
      {open !== null && (
        <Opened open={open} assistants={assistants} onClose={() => setOpen(null)} />
      )}
    </main>
  );
}

/** What a copy is called: as much of the name as the end of it leaves room for. */
export function copyName(name: string, copyOf: (name: string) => string): string {
  const room = MAX_NAME - copyOf("").length;
  return copyOf([...name].slice(0, room).join(""));
}

interface ToolsProps {
  onNew: () => void;
  onFile: (fields: AssistantFields) => void;
}

function Tools({ onNew, onFile }: ToolsProps): ReactNode {
  const texts = useAssistantTexts();
  const input = useRef<HTMLInputElement>(null);
  const [refused, setRefused] = useState("");
  const take = async (file: File): Promise<void> => {
    setRefused("");
    if (file.size > MAX_FILE_BYTES) return setRefused(texts.largeFile(file.name));
    try {
      onFile(readAssistantFile(await file.text()));
    } catch (error) {
      const why = error instanceof LaterFile ? texts.laterFile : texts.noAssistant;
      setRefused(why(file.name));
    }
  };
  return (
    <>
      <div className="assistants-tools">
        <button type="button" onClick={onNew}>
          <Icon name={DRAWINGS.plus} />
          {texts.newAssistant}
        </button>
        <button type="button" onClick={() => input.current?.click()}>
          <Icon name={DRAWINGS.open} />
          {texts.importFile}
        </button>
        <input
          ref={input}
          type="file"
          accept=".json,application/json"
          hidden
          onChange={({ target }) => {
            const [file] = target.files ?? [];
            if (file !== undefined) void take(file);
            // The same file can be chosen once more.
            target.value = "";
          }}
        />
      </div>
      <p className="hint wrong" role="alert">
        {refused}
      </p>
    </>
  );
}

interface OpenedProps {
  open: Open;
  assistants: Assistants;
  onClose: () => void;
}

function Opened({ open, assistants: { api, read }, onClose }: OpenedProps): ReactNode {
  if (open.what === "delete") {
    const remove = async (): Promise<void> => {
      await api.remove(open.assistant.id);
      await read();
    };
    return <DeleteDialog assistant={open.assistant} onDelete={remove} onClose={onClose} />;
  }
  if (open.what === "import") {
    const take = async (): Promise<void> => {
      await api.add(open.fields);
      await read();
    };
    return <ImportDialog fields={open.fields} onImport={take} onClose={onClose} />;
  }
  const save = async (fields: AssistantFields): Promise<void> => {
    await (open.assistant === null ? api.add(fields) : api.change(open.assistant.id, fields));
    await read();
  };
  return <EditorDialog assistant={open.assistant} onSave={save} onClose={onClose} />;
}

interface DeleteProps {
  assistant: Assistant;
  onDelete: () => Promise<void>;
  onClose: () => void;
}

function DeleteDialog({ assistant, onDelete, onClose }: DeleteProps): ReactNode {
  const texts = useAssistantTexts();
  const { cancel } = useTexts();
  const { run, busy, error, clearError } = useWork();
  const remove = async (): Promise<void> => {
    await onDelete();
    onClose();
  };
  return (
    <Dialog title={texts.deleteTitle} about={assistant.name} onClose={onClose}>
      <p>{texts.deleteQuestion(assistant.name)}</p>
      <ErrorBar error={error} onDismiss={clearError} />
      <div className="dialog-foot">
        <button type="button" onClick={onClose}>
          {cancel}
        </button>
        <button type="button" className="danger" disabled={busy} onClick={() => void run(remove)}>
          {texts.deleteSure}
        </button>
      </div>
    </Dialog>
  );
}

interface DeletedProps {
  deleted: readonly DeletedAssistant[];
  onRestore: (one: DeletedAssistant) => void;
}

function Deleted({ deleted, onRestore }: DeletedProps): ReactNode {
  const texts = useAssistantTexts();
  if (deleted.length === 0) return null;
  return (
    <section className="assistants-deleted" aria-label={texts.deleted}>
      <h2>{texts.deleted}</h2>
      {deleted.map((one) => (
        <button key={one.id} type="button" onClick={() => onRestore(one)}>
          {texts.bringBack(one.name)}
        </button>
      ))}
    </section>
  );
}

interface FailedProps {
  error: NonNullable<Assistants["error"]>;
  onRetry: () => Promise<void>;
}

function Failed({ error, onRetry }: FailedProps): ReactNode {
  const texts = useAssistantTexts();
  const { retry } = useTexts();
  return (
    <div className="load-state" role="alert">
      <strong>{texts.loadFailed}</strong>
      <Reason code={error.code} detail={error.message} />
      <button type="button" onClick={() => void onRetry()}>
        {retry}
      </button>
    </div>
  );
}
