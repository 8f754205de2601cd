/** What holds for one conversation: its instructions, its model's parameters, and its files. */

import "./styles.css";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { conversationMarkdown, conversationsJson, exportFileName } from "../../core/index.ts";
import type { ConversationSummary } from "../../protocol/index.ts";
import { useClient } from "../../react/index.ts";
import { MAX_INSTRUCTIONS_CHARS } from "../preferences.tsx";
import { Dialog } from "../shared/dialog.tsx";
import { download } from "../shared/download.ts";
import { ErrorBar } from "../shared/error-bar.tsx";
import { useTexts } from "../text/texts.tsx";
import { NumberField, readNumber } from "./number-field.tsx";
import type { NumberRange } from "./number-range.ts";
import { useSettingsTexts } from "./text/texts.ts";
import { useWork, type Work } from "./use-work.ts";

/** The parameters that can be given, within the bounds of the API. */
const RULES = {
  temperature: { min: 0, max: 2, whole: false },
  top_p: { min: 0, max: 1, whole: false, above: true },
  max_tokens: { min: 1, max: 1_000_000, whole: true },
  seed: { min: 0, max: 2 ** 31 - 1, whole: true },
} as const satisfies Record<string, NumberRange>;

type Parameter = keyof typeof RULES;
const PARAMETERS = Object.keys(RULES) as readonly Parameter[];

interface OptionsProps {
  summary: ConversationSummary;
  onClose: () => void;
}

export function OptionsDialog({ summary, onClose }: OptionsProps): ReactNode {
  const { options } = useTexts();
  const texts = useSettingsTexts();
  const client = useClient();
  const [system, setSystem] = useState(summary.system ?? "");
  const [numbers, setNumbers] = useState(() => writtenParameters(summary));
  const { run, busy, error, clearError } = useWork();
  const instructionsId = useId();
  const save = async (): Promise<void> => {
    const parameters = readParameters(numbers);
    if (parameters === null) return;
    await client.list.change(summary.id, { system: system.trim() || null, parameters });
    onClose();
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!focusFirstWrong(event.currentTarget, numbers)) void run(save);
  };
  return (
    <Dialog title={options} about={summary.title} onClose={onClose}>
      <form noValidate onSubmit={onSubmit}>
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
        <div className="options-row">
          {PARAMETERS.map((name) => (
            <NumberField
              key={name}
              name={name}
              label={texts.parameters[name]}
              rule={RULES[name]}
              text={numbers[name]}
              onChange={(text) => setNumbers({ ...numbers, [name]: text })}
            />
          ))}
        </div>
        <ErrorBar error={error} onDismiss={clearError} />
        <div className="dialog-foot">
          <ExportButtons summary={summary} busy={busy} run={run} />
          <button type="submit" className="primary" disabled={busy}>
            {texts.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface ExportProps {
  summary: ConversationSummary;
  busy: boolean;
  run: Work["run"];
}

function ExportButtons({ summary, busy, run }: ExportProps): ReactNode {
  const { question, answer } = useTexts();
  const texts = useSettingsTexts();
  const client = useClient();
  const exportAs = async (extension: "md" | "json"): Promise<void> => {
    const whole = await client.api.conversation(summary.id);
    const text =
      extension === "md"
        ? conversationMarkdown(whole, { question, answer })
        : conversationsJson([whole]);
    download(exportFileName(whole.title, extension), text);
  };
  return (
    <>
      <button type="button" disabled={busy} onClick={() => void run(() => exportAs("md"))}>
        {texts.exportMarkdown}
      </button>
      <button type="button" disabled={busy} onClick={() => void run(() => exportAs("json"))}>
        {texts.exportJson}
      </button>
    </>
  );
}

function writtenParameters({ parameters }: ConversationSummary): Record<Parameter, string> {
  const written = PARAMETERS.map((name) => [name, String(parameters?.[name] ?? "")] as const);
  return Object.fromEntries(written) as Record<Parameter, string>;
}

/** The numbers as they are sent; null if one of them is against its rule. */
function readParameters(
  numbers: Record<Parameter, string>,
): Record<Parameter, number | null> | null {
  const read = PARAMETERS.map((name) => [name, readNumber(numbers[name], RULES[name])] as const);
  if (read.some(([, value]) => value === undefined)) return null;
  return Object.fromEntries(read) as Record<Parameter, number | null>;
}

/** Goes to the first field that is against its rule, which then says so. */
function focusFirstWrong(form: HTMLFormElement, numbers: Record<Parameter, string>): boolean {
  const wrong = PARAMETERS.find((name) => readNumber(numbers[name], RULES[name]) === undefined);
  const field = wrong === undefined ? null : form.elements.namedItem(wrong);
  if (!(field instanceof HTMLInputElement)) return false;
  field.focus();
  // Leaving a field makes it tell what is wrong; the one with the focus was not left yet.
  field.dispatchEvent(new Event("invalid"));
  return true;
}
