/** What is stored and where; all of it as a file; all of it gone. */

import { type ReactNode, useState } from "react";
import { conversationsJson, readAll, removeAll } from "../core/index.ts";
import { useClient } from "../react/index.ts";
import { download } from "./download.ts";
import { useTexts } from "./text/texts.tsx";

export function DataSection({ onDeleted }: { onDeleted: () => void }): ReactNode {
  const texts = useTexts();
  const client = useClient();
  const [sure, setSure] = useState(false);
  const [busy, setBusy] = useState(false);
  const run = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    await work().finally(() => setBusy(false));
  };
  const exportAll = async (): Promise<void> => {
    const all = await readAll(client);
    if (all !== null) download("yeoul.json", conversationsJson(all));
  };
  const deleteAll = async (): Promise<void> => {
    if (await removeAll(client)) onDeleted();
  };
  return (
    <fieldset className="choice">
      <legend>{texts.data}</legend>
      <p className="hint">{texts.dataHint}</p>
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
