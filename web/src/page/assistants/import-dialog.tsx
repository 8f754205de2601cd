/** Shows all that a file brings before it is kept, the instructions above all. */

import type { ReactNode } from "react";
import type { AssistantFields } from "../../core/assistants/index.ts";
import { scriptClass } from "../../markdown/plain.ts";
import { useSettingsTexts } from "../settings/text/texts.ts";
import { Dialog } from "../shared/dialog.tsx";
import { ErrorBar } from "../shared/error-bar.tsx";
import { useWork } from "../shared/use-work.ts";
import { useTexts } from "../text/texts.tsx";
import { shownHidden } from "../tokens/shown-text.ts";
import { useAssistantTexts } from "./text/texts.ts";

interface ImportProps {
  fields: AssistantFields;
  /** Keeps it; rejects with an `ApiError`. */
  onImport: () => Promise<void>;
  onClose: () => void;
}

export function ImportDialog({ fields, onImport, onClose }: ImportProps): ReactNode {
  const texts = useAssistantTexts();
  const { parameters: names, thinkFirst, on, off } = useSettingsTexts();
  const { cancel, model } = useTexts();
  const { run, busy, error, clearError } = useWork();
  const { parameters } = fields;
  // Orders may hide in what has no look.
  const seen = (text: string | null | undefined): string => shownHidden(text ?? "");
  const [name, description] = [seen(fields.name), seen(fields.description)];
  const [instructions, chosenModel] = [seen(fields.instructions), seen(fields.model)];
  const starters = (fields.starters ?? []).map(shownHidden);
  const chosen = Object.entries({ ...names, thinking: thinkFirst }).flatMap(([key, label]) => {
    const value = parameters?.[key as keyof NonNullable<typeof parameters>] ?? null;
    if (value === null) return [];
    return [`${label}: ${typeof value === "boolean" ? (value ? on : off) : value}`];
  });
  return (
    <Dialog title={texts.importTitle} about={name} onClose={onClose}>
      <p className="hint">{texts.importLook}</p>
      {description !== "" && (
        <p className={scriptClass(description)} dir="auto">
          {description}
        </p>
      )}
      <h3 className="assistant-part">{texts.instructions}</h3>
      {instructions ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by keys, too
        <pre className="assistant-instructions" dir="auto" tabIndex={0}>
          {instructions}
        </pre>
      ) : (
        <p>{texts.noInstructions}</p>
      )}
      {starters.length > 0 && <h3 className="assistant-part">{texts.starters}</h3>}
      <ul className="assistant-lines">
        {starters.map((starter, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the file does not change
          <li key={at} className={scriptClass(starter)} dir="auto">
            {starter}
          </li>
        ))}
      </ul>
      {(chosenModel !== "" || chosen.length > 0) && (
        <p className="hint">
          {[...(chosenModel === "" ? [] : [`${model}: ${chosenModel}`]), ...chosen].join(" · ")}
        </p>
      )}
      <ErrorBar error={error} onDismiss={clearError} />
      <div className="dialog-foot">
        <button type="button" onClick={onClose}>
          {cancel}
        </button>
        <button
          type="button"
          className="primary"
          disabled={busy}
          onClick={() =>
            void run(async () => {
              await onImport();
              onClose();
            })
          }
        >
          {texts.importSure}
        </button>
      </div>
    </Dialog>
  );
}
