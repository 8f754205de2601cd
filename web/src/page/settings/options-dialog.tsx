/** What holds for one conversation: its instructions and its model's parameters. */

import { type FormEvent, type ReactNode, useId, useState } from "react";
import type { ConversationSummary } from "../../protocol/index.ts";
import { useClient, useModels } from "../../react/index.ts";
import { useFixed } from "../person/use-me.ts";
import { MAX_INSTRUCTIONS_CHARS } from "../preferences.tsx";
import { Choice } from "../shared/choice.tsx";
import { Dialog } from "../shared/dialog.tsx";
import { ErrorBar } from "../shared/error-bar.tsx";
import { useWork } from "../shared/use-work.ts";
import { useTexts } from "../text/texts.tsx";
import { NumberField, readNumber } from "./number-field.tsx";
import type { NumberRange } from "./number-range.ts";
import { useSettingsTexts } from "./text/texts.ts";

/** The parameters that can be given, within the bounds of the API. */
const RULES = {
  temperature: { min: 0, max: 2, whole: false },
  top_p: { min: 0, max: 1, whole: false, above: true },
  max_tokens: { min: 1, max: 1_000_000, whole: true },
  seed: { min: 0, max: 2 ** 31 - 1, whole: true },
} as const satisfies Record<string, NumberRange>;

type Parameter = keyof typeof RULES;
const PARAMETERS = Object.keys(RULES) as readonly Parameter[];

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
  const [numbers, setNumbers] = useState(() => writtenParameters(summary));
  const [thinking, setThinking] = useState(summary.parameters?.thinking ?? null);
  const { run, busy, error, clearError } = useWork();
  const instructionsId = useId();
  const save = async (): Promise<void> => {
    const read = readParameters(numbers);
    if (read === null) return;
    const parameters = { ...read, thinking };
    const chosen = { system: system.trim() || null, parameters };
    onSave?.(chosen);
    if (summary.id !== undefined) await client.list.change(summary.id, chosen);
    onClose();
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!focusFirstWrong(event.currentTarget, numbers)) void run(save);
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
        {!fixed.includes("parameters") && (
          <>
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
            <ThinkingChoice thinking={thinking} onChoose={setThinking} />
          </>
        )}
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

interface ThinkingProps {
  /** null: as the model does by itself. */
  thinking: boolean | null;
  onChoose: (thinking: boolean | null) => void;
}

/** Whether a model that can think before it answers does so; nothing where none is known to. */
function ThinkingChoice({ thinking, onChoose }: ThinkingProps): ReactNode {
  const texts = useSettingsTexts();
  const models = useModels();
  if (thinking === null && !models.some((model) => model.thinks === true)) return null;
  const values = { default: null, on: true, off: false } as const;
  type Name = keyof typeof values;
  return (
    <Choice<Name>
      legend={texts.thinkFirst}
      options={[
        ["default", texts.asTheModel],
        ["on", texts.on],
        ["off", texts.off],
      ]}
      value={thinking === null ? "default" : thinking ? "on" : "off"}
      onChoose={(name) => onChoose(values[name])}
    />
  );
}

function writtenParameters({ parameters }: Options): Record<Parameter, string> {
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
