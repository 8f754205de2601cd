/** Imports a file of conversations: chosen here, told how far it is, and at the end what has come. */

import { type ReactNode, useEffect, useRef, useState } from "react";
import { type ApiError, asApiError } from "../../../protocol/index.ts";
import { useClient } from "../../../react/index.ts";
import { Dialog } from "../../shared/dialog.tsx";
import { ErrorBar } from "../../shared/error-bar.tsx";
import { useTexts } from "../../text/texts.tsx";
import type { SettingsTexts } from "../text/en.ts";
import { useSettingsTexts } from "../text/texts.ts";
import { importFile, NoImport, type Tally } from "./import-run.ts";

type State =
  | { readonly at: "asking" }
  | { readonly at: "running"; readonly tally: Tally | null }
  | { readonly at: "over"; readonly tally: Tally }
  | { readonly at: "failed"; readonly tally: Tally | null; readonly error: ApiError | NoImport };

export function ImportDialog({ onClose }: { onClose: () => void }): ReactNode {
  const { import: texts } = useSettingsTexts();
  const { state, start } = useImport();
  const input = useRef<HTMLInputElement>(null);
  const running = state.at === "running";
  const tally = state.at === "asking" ? null : state.tally;
  return (
    <Dialog title={texts.title} onClose={onClose}>
      <p>{texts.hint}</p>
      <p className="hint">{texts.again}</p>
      <input
        ref={input}
        hidden
        type="file"
        accept=".json,.jsonl,.zip,application/json,application/zip"
        onChange={({ target }) => {
          const file = target.files?.[0];
          if (file !== undefined) void start(file);
          // The same file may be chosen again.
          target.value = "";
        }}
      />
      <div role="status">
        {running && <p>{texts.running}</p>}
        {tally !== null && <p>{sentence(texts, tally, state.at === "over")}</p>}
      </div>
      {running && <progress aria-label={texts.running} />}
      {tally !== null && tally.refused.length > 0 && (
        <ul className="refused-list">
          {tally.refused.slice(0, MOST_SHOWN).map(({ title, reason }) => (
            <li key={`${title} ${reason}`}>{texts.refused(title, reason)}</li>
          ))}
        </ul>
      )}
      {state.at === "failed" &&
        (state.error instanceof NoImport ? (
          <p className="hint wrong" role="alert">
            {texts[state.error.kind]}
          </p>
        ) : (
          <ErrorBar error={state.error} onDismiss={onClose} />
        ))}
      <Foot running={running} onChoose={() => input.current?.click()} onClose={onClose} />
    </Dialog>
  );
}

/** The refused conversations that are named. */
const MOST_SHOWN = 20;

interface FootProps {
  running: boolean;
  onChoose: () => void;
  onClose: () => void;
}

function Foot({ running, onChoose, onClose }: FootProps): ReactNode {
  const { cancel, close } = useTexts();
  const { import: texts } = useSettingsTexts();
  return (
    <div className="dialog-foot">
      <button type="button" onClick={onClose}>
        {running ? cancel : close}
      </button>
      <button type="button" className="primary" disabled={running} onClick={onChoose}>
        {texts.choose}
      </button>
    </div>
  );
}

function sentence(texts: SettingsTexts["import"], tally: Tally, over: boolean): string {
  const parts = [
    texts.imported(tally.imported),
    tally.extended > 0 && texts.extended(tally.extended),
    tally.unchanged > 0 && texts.unchanged(tally.unchanged),
    tally.empty > 0 && texts.empty(tally.empty),
    tally.assistants > 0 && texts.assistants(tally.assistants),
    tally.refused.length > 0 && texts.refusedCount(tally.refused.length),
  ].filter((part) => part !== false);
  return `${parts.join(", ")}${over ? "." : "…"}`;
}

function useImport(): { state: State; start: (file: File) => Promise<void> } {
  const client = useClient();
  const [state, setState] = useState<State>({ at: "asking" });
  const abort = useRef<AbortController | null>(null);
  // Who closes the dialog ends the import; what was imported until then stays.
  useEffect(() => () => abort.current?.abort(), []);
  const start = async (file: File): Promise<void> => {
    const own = new AbortController();
    abort.current = own;
    let latest: Tally | null = null;
    setState({ at: "running", tally: null });
    try {
      const onTally = (tally: Tally): void => {
        latest = tally;
        setState({ at: "running", tally });
      };
      setState({ at: "over", tally: await importFile(client.api, file, onTally, own.signal) });
    } catch (failure) {
      if (own.signal.aborted) return;
      const error = failure instanceof NoImport ? failure : asApiError(failure);
      setState({ at: "failed", tally: latest, error });
    } finally {
      void client.list.refresh();
    }
  };
  return { state, start };
}
