/** Makes an assistant, or changes one. */

import { type FormEvent, type ReactNode, useId, useState } from "react";
import type { AssistantFields } from "../../core/assistants/index.ts";
import type { Assistant } from "../../protocol/index.ts";
import { useModels } from "../../react/index.ts";
import {
  focusFirstWrong,
  ParameterFields,
  readParameters,
  useParameterForm,
} from "../settings/parameter-fields.tsx";
import { useSettingsTexts } from "../settings/text/texts.ts";
import { Dialog } from "../shared/dialog.tsx";
import { ErrorBar } from "../shared/error-bar.tsx";
import { Icon } from "../shared/icons.tsx";
import { useWork } from "../shared/use-work.ts";
import { useTexts } from "../text/texts.tsx";
import { useAssistantTexts } from "./text/texts.ts";

/** As the server has them. */
const MAX_NAME = 100;
const MAX_DESCRIPTION = 500;
const MAX_INSTRUCTIONS = 32_000;
const MAX_STARTERS = 8;
const MAX_STARTER = 1_000;

interface EditorProps {
  /** null: a new one. */
  assistant: Assistant | null;
  /** Keeps what was written; rejects with an `ApiError`. */
  onSave: (fields: AssistantFields) => Promise<void>;
  onClose: () => void;
}

export function EditorDialog({ assistant, onSave, onClose }: EditorProps): ReactNode {
  const texts = useAssistantTexts();
  const { save } = useSettingsTexts();
  const { cancel } = useTexts();
  const [written, setWritten] = useState(() => writtenOf(assistant));
  const made = useParameterForm(assistant?.parameters ?? null);
  const [wrong, setWrong] = useState(false);
  const { run, busy, error, clearError } = useWork();
  const write = (part: Partial<Written>): void => setWritten({ ...written, ...part });
  const starters = startersIn(written.starters);
  const fault = faultIn(starters, texts);
  const content = JSON.stringify([written, made.numbers, made.thinking]);
  const [before] = useState(content);
  const [leaving, setLeaving] = useState(false);
  const leave = (): void => (content === before ? onClose() : setLeaving(true));
  const keep = async (): Promise<void> => {
    const parameters = readParameters(made);
    if (parameters === null) return;
    const { name, description, instructions, model } = written;
    const all = { name, description, instructions, model: model || null, parameters };
    // Those with several lines stay as they are, unless somebody writes here.
    const same = assistant !== null && written.starters === writtenOf(assistant).starters;
    await onSave(same ? { ...all, starters: assistant.starters } : { ...all, starters });
    onClose();
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    setWrong(true);
    const first = written.name.trim() === "" ? "name" : fault !== null ? "starters" : null;
    if (first !== null) (form.elements.namedItem(first) as HTMLElement | null)?.focus();
    else if (!focusFirstWrong(form, made)) void run(keep);
  };
  if (leaving) return <DiscardDialog onStay={() => setLeaving(false)} onDiscard={onClose} />;
  return (
    <Dialog
      key="editor"
      title={assistant === null ? texts.newAssistant : texts.editTitle}
      {...(assistant !== null && { about: assistant.name })}
      onClose={leave}
    >
      <form noValidate className="assistant-form" onSubmit={onSubmit}>
        {assistant?.shipped && <p className="hint">{texts.shippedHint}</p>}
        <TextField
          name="name"
          label={texts.name}
          text={written.name}
          max={MAX_NAME}
          fault={wrong && written.name.trim() === "" ? texts.nameMissing : null}
          onChange={(name) => write({ name })}
        />
        <TextField
          name="description"
          label={texts.description}
          hint={texts.descriptionHint}
          text={written.description}
          max={MAX_DESCRIPTION}
          onChange={(description) => write({ description })}
        />
        <TextField
          name="instructions"
          label={texts.instructions}
          hint={texts.instructionsHint}
          rows={7}
          text={written.instructions}
          max={MAX_INSTRUCTIONS}
          onChange={(instructions) => write({ instructions })}
        />
        <TextField
          name="starters"
          label={texts.starters}
          hint={texts.startersHint}
          rows={4}
          text={written.starters}
          fault={wrong ? fault : null}
          onChange={(text) => write({ starters: text })}
        />
        <ModelField model={written.model} onChoose={(model) => write({ model })} />
        <ParameterFields form={made} />
        <ErrorBar error={error} onDismiss={clearError} />
        <div className="dialog-foot">
          <button type="button" onClick={leave}>
            {cancel}
          </button>
          <button type="submit" className="primary" disabled={busy}>
            {save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface DiscardProps {
  onStay: () => void;
  onDiscard: () => void;
}

/** Stands in the place of the editor, which keeps what was written. */
function DiscardDialog({ onStay, onDiscard }: DiscardProps): ReactNode {
  const texts = useAssistantTexts();
  return (
    <Dialog title={texts.discardTitle} onClose={onStay}>
      <p>{texts.discardQuestion}</p>
      <div className="dialog-foot">
        <button type="button" onClick={onStay}>
          {texts.writeOn}
        </button>
        <button type="button" className="danger" onClick={onDiscard}>
          {texts.discardSure}
        </button>
      </div>
    </Dialog>
  );
}

interface Written {
  readonly name: string;
  readonly description: string;
  readonly instructions: string;
  /** "" leaves the choice to the chat. */
  readonly model: string;
  /** One on each line. */
  readonly starters: string;
}

function writtenOf(assistant: Assistant | null): Written {
  return {
    name: assistant?.name ?? "",
    description: assistant?.description ?? "",
    instructions: assistant?.instructions ?? "",
    model: assistant?.model ?? "",
    starters: (assistant?.starters ?? []).map((each) => each.replace(/\s+/g, " ")).join("\n"),
  };
}

function startersIn(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function faultIn(
  starters: readonly string[],
  texts: ReturnType<typeof useAssistantTexts>,
): string | null {
  if (starters.length > MAX_STARTERS) return texts.tooManyStarters;
  return starters.some((each) => each.length > MAX_STARTER) ? texts.startersTooLong : null;
}

interface TextFieldProps {
  name: string;
  label: string;
  hint?: string;
  /** Lines in sight; default: it has one line. */
  rows?: number;
  text: string;
  max?: number;
  fault?: string | null;
  onChange: (text: string) => void;
}

function TextField(props: TextFieldProps): ReactNode {
  const { name, label, hint, rows, text, max, fault = null, onChange } = props;
  const id = useId();
  const said = fault ?? hint;
  const field = {
    id,
    name,
    value: text,
    dir: "auto",
    autoComplete: "off",
    ...(max !== undefined && { maxLength: max }),
    ...(fault !== null && { "aria-invalid": true }),
    ...(said !== undefined && { "aria-describedby": `${id}-hint` }),
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {rows === undefined ? <input type="text" {...field} /> : <textarea rows={rows} {...field} />}
      {said !== undefined && (
        <p className={fault === null ? "hint" : "hint wrong"} id={`${id}-hint`}>
          {said}
        </p>
      )}
    </div>
  );
}

interface ModelFieldProps {
  model: string;
  onChoose: (model: string) => void;
}

function ModelField({ model, onChoose }: ModelFieldProps): ReactNode {
  const { model: label } = useTexts();
  const { defaultModel } = useAssistantTexts();
  const { modelGone } = useSettingsTexts();
  const models = useModels();
  const id = useId();
  const gone = model !== "" && !models.some((each) => each.id === model);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="select">
        <select id={id} value={model} onChange={(event) => onChoose(event.target.value)}>
          <option value="">{defaultModel}</option>
          {gone && <option value={model}>{modelGone(model)}</option>}
          {models.map((each) => (
            <option key={each.id} value={each.id}>
              {each.title}
            </option>
          ))}
        </select>
        <Icon name="chevron" />
      </div>
    </div>
  );
}
