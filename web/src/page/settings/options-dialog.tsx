/** What holds for one conversation: its instructions and its model's parameters. */

import { type FormEvent, type ReactNode, useId, useState } from "react";
import type { ConversationSummary } from "../../protocol/index.ts";
import { useClient } from "../../react/index.ts";
import { useFixed } from "../person/use-me.ts";
import { MAX_INSTRUCTIONS_CHARS } from "../preferences.tsx";
import { Dialog } from "../shared/dialog.tsx";
import { ErrorBar } from "../shared/error-bar.tsx";
import { useWork } from "../shared/use-work.ts";
import { useTexts } from "../text/texts.tsx";
import {
  focusFirstWrong,
  ParameterFields,
  readParameters,
  useParameterForm,
} from "./parameter-fields.tsx";
import { useSettingsTexts } from "./text/texts.ts";

type Options = Pick<ConversationSummary, "system" | "parameters">;

interface OptionsProps {
  /** Without an id it is a conversation that is to begin. */
  summary: Options & Partial<ConversationSummary>;
  /** Keeps what was chosen for that one. */
  onSave?: (options: Options) => void;
  onClose: () => void;
}

export function OptionsDialog({ summary, onSave, onClose }: OptionsProps): ReactNode {
  const { options } = useTexts();
  const texts = useSettingsTexts();
  const client = useClient();
  const fixed = useFixed();
  const [system, setSystem] = useState(summary.system ?? "");
  const made = useParameterForm(summary.parameters);
  const { run, busy, error, clearError } = useWork();
  const instructionsId = useId();
  const save = async (): Promise<void> => {
    const parameters = readParameters(made);
    if (parameters === null) return;
    const chosen = { system: system.trim() || null, parameters };
    onSave?.(chosen);
    if (summary.id !== undefined) await client.list.change(summary.id, chosen);
    onClose();
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!focusFirstWrong(event.currentTarget, made)) void run(save);
  };
  return (
    <Dialog
      title={options}
      {...(summary.title !== undefined && { about: summary.title })}
      onClose={onClose}
    >
      <form noValidate onSubmit={onSubmit}>
        {!fixed.includes("system") && (
          <div className="field">
            <label htmlFor={instructionsId}>{texts.instructions}</label>
            <textarea
              id={instructionsId}
              rows={4}
              value={system}
              maxLength={MAX_INSTRUCTIONS_CHARS}
              placeholder={texts.instructionsHint}
              onChange={(event) => setSystem(event.target.value)}
            />
          </div>
        )}
        {!fixed.includes("parameters") && <ParameterFields form={made} />}
        <ErrorBar error={error} onDismiss={clearError} />
        <div className="dialog-foot">
          <button type="submit" className="primary" disabled={busy}>
            {texts.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
