/**
 * A field for a number that may be left out. The line below it names the range, and stands out when
 * the number is outside.
 */

import { type ReactNode, useId, useState } from "react";
import type { NumberRange } from "./number-range.ts";
import { useSettingsTexts } from "./text/texts.ts";

/** The number that `text` stands for; null for an empty text, undefined if it is against the rule. */
export function readNumber(text: string, rule: NumberRange): number | null | undefined {
  // An input method may write digits in full width.
  const plain = text.normalize("NFKC").trim();
  if (plain === "") return null;
  if (!/^(\d+(\.\d*)?|\.\d+)$/.test(plain)) return undefined;
  const value = Number(plain);
  if (rule.whole && !Number.isSafeInteger(value)) return undefined;
  if (value > rule.max || value < rule.min || (rule.above && value === rule.min)) return undefined;
  return value;
}

interface NumberFieldProps {
  name?: string;
  label: string;
  rule: NumberRange;
  text: string;
  onChange: (text: string) => void;
}

export function NumberField({ name, label, rule, text, onChange }: NumberFieldProps): ReactNode {
  const texts = useSettingsTexts();
  const id = useId();
  const [left, setLeft] = useState(false);
  const wrong = left && readNumber(text, rule) === undefined;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        value={text}
        inputMode={rule.whole ? "numeric" : "decimal"}
        autoComplete="off"
        placeholder={texts.asTheModel}
        aria-invalid={wrong ? true : undefined}
        aria-describedby={`${id}-rule`}
        onChange={(event) => onChange(event.target.value)}
        onBlur={() => setLeft(true)}
        onInvalid={() => setLeft(true)}
      />
      {/* Always there: a line that comes would push the button away from under the pointer. */}
      <p className={wrong ? "hint wrong" : "hint"} id={`${id}-rule`}>
        {wrong ? texts.numberBetween(rule) : texts.range(rule)}
      </p>
    </div>
  );
}
