/** What is stored and where; all of it as a file; all of it gone. */

import { type ReactNode, useEffect, useState } from "react";
import { asApiError, conversationsJson, readAll, removeAll } from "../core/index.ts";
import type { ApiError, Storage } from "../protocol/index.ts";
import { useClient } from "../react/index.ts";
import { download } from "./download.ts";
import { ErrorBar } from "./error-bar.tsx";
import type { Texts } from "./text/en.ts";
import { useTexts } from "./text/texts.tsx";

export function DataSection({ onDeleted }: { onDeleted: () => void }): ReactNode {
  const texts = useTexts();
  const client = useClient();
  const [sure, setSure] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const run = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setError(null);
    await work().catch((failure: unknown) => setError(asApiError(failure)));
    setBusy(false);
    setSure(false);
  };
  const exportAll = async (): Promise<void> => {
    download("yeoul.json", conversationsJson(await readAll(client)));
  };
  const deleteAll = async (): Promise<void> => {
    await removeAll(client);
    onDeleted();
  };
  return (
    <fieldset className="choice">
      <legend>{texts.data}</legend>
      <WhatIsStored />
      <ErrorBar error={error} onDismiss={() => setError(null)} />
      <div className="options-foot">
        <button type="button" disabled={busy} onClick={() => void run(exportAll)}>
          {texts.exportAll}
        </button>
        <button
          type="button"
          className="danger"
          disabled={busy}
          onBlur={() => setSure(false)}
          onClick={() => (sure ? void run(deleteAll) : setSure(true))}
        >
          {sure ? texts.deleteAllSure : texts.deleteAll}
        </button>
      </div>
    </fieldset>
  );
}

function WhatIsStored(): ReactNode {
  const texts = useTexts();
  const stored = useStored();
  return (
    <dl className="stored">
      <dt>{texts.storedByServer}</dt>
      {serverLines(texts, stored).map((line) => (
        <dd key={line}>{line}</dd>
      ))}
      <dt>{texts.storedHere}</dt>
      <dd>{texts.storedHereWhat}</dd>
      <dt>{texts.sentOn}</dt>
      <dd>{texts.sentOnWhat}</dd>
    </dl>
  );
}

type Stored = Storage | "asking" | "untold";

function serverLines(texts: Texts, stored: Stored): readonly string[] {
  if (stored === "asking") return [texts.loading];
  if (stored === "untold") return [texts.storedUnknown];
  const lines = stored.files.map(({ name, holds, bytes }) =>
    holds === "conversations"
      ? texts.storedConversations(stored.conversations, name, bytes)
      : texts.storedEvents(name, bytes),
  );
  const deleted = stored.deleted_conversations;
  return deleted === 0 ? lines : [...lines, texts.storedDeleted(deleted)];
}

/** What the server tells when the dialog opens. */
function useStored(): Stored {
  const client = useClient();
  const [stored, setStored] = useState<Stored>("asking");
  useEffect(() => {
    client.api.storage().then(setStored, () => setStored("untold"));
  }, [client]);
  return stored;
}
