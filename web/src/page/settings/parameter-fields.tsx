/** The fields for how answers are made, within the bounds of the API: numbers, and whether a model thinks. */

import { type ReactNode, useState } from "react";
import type { ConversationSummary } from "../../protocol/index.ts";
import { useModels } from "../../react/index.ts";
import { Choice } from "../shared/choice.tsx";
import { NumberField, readNumber } from "./number-field.tsx";
import type { NumberRange } from "./number-range.ts";
import { useSettingsTexts } from "./text/texts.ts";

const RULES = {
  temperature: { min: 0, max: 2, whole: false },
  top_p: { min: 0, max: 1, whole: false, above: true },
  max_tokens: { min: 1, max: 1_000_000, whole: true },
  seed: { min: 0, max: 2 ** 31 - 1, whole: true },
} as const satisfies Record<string, NumberRange>;

type Parameter = keyof typeof RULES;
const PARAMETERS = Object.keys(RULES) as readonly Parameter[];

type Parameters = ConversationSummary["parameters"];

export interface ParameterForm {
  readonly numbers: Record<Parameter, string>;
  readonly thinking: boolean | null;
  readonly change: (numbers: Record<Parameter, string>) => void;
  readonly think: (thinking: boolean | null) => void;
}

export function useParameterForm(parameters: Parameters): ParameterForm {
  const [numbers, change] = useState(() => writtenParameters(parameters));
  const [thinking, think] = useState(parameters?.thinking ?? null);
  return { numbers, thinking, change, think };
}

export function ParameterFields({ form }: { form: ParameterForm }): ReactNode {
  const texts = useSettingsTexts();
  const { numbers, thinking, change, think } = form;
  return (
    <>
      <div className="options-row">
        {PARAMETERS.map((name) => (
          <NumberField
            key={name}
            name={name}
            label={texts.parameters[name]}
            rule={RULES[name]}
            text={numbers[name]}
            onChange={(text) => change({ ...numbers, [name]: text })}
          />
        ))}
      </div>
      <ThinkingChoice thinking={thinking} onChoose={think} />
    </>
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

function writtenParameters(parameters: Parameters): Record<Parameter, string> {
  const written = PARAMETERS.map((name) => [name, String(parameters?.[name] ?? "")] as const);
  return Object.fromEntries(written) as Record<Parameter, string>;
}

/** What is chosen, as it is sent; null if a number is against its rule. */
export function readParameters({ numbers, thinking }: ParameterForm) {
  const read = PARAMETERS.map((name) => [name, readNumber(numbers[name], RULES[name])] as const);
  if (read.some(([, value]) => value === undefined)) return null;
  const all = Object.fromEntries(read) as Record<Parameter, number | null>;
  return { ...all, thinking };
}

/** Goes to the first field that is against its rule, which then says so. */
export function focusFirstWrong(form: HTMLFormElement, { numbers }: ParameterForm): boolean {
  const wrong = PARAMETERS.find((name) => readNumber(numbers[name], RULES[name]) === undefined);
  const field = wrong === undefined ? null : form.elements.namedItem(wrong);
  if (!(field instanceof HTMLInputElement)) return false;
  field.focus();
  // Leaving a field makes it tell what is wrong; the one with the focus was not left yet.
  field.dispatchEvent(new Event("invalid"));
  return true;
}
