/** One of a few things is chosen, all of them in sight. */

import { type ReactNode, useId } from "react";

interface ChoiceProps<T> {
  legend: string;
  /** The legend is only read out. */
  silent?: boolean;
  hint?: string;
  /** Each value with its name. */
  options: readonly (readonly [T, string])[];
  value: T;
  onChoose: (value: T) => void;
}

export function Choice<T extends string | number>(props: ChoiceProps<T>): ReactNode {
  const { legend, silent = false, hint, options, value, onChoose } = props;
  const group = useId();
  return (
    <fieldset className="choice">
      <legend className={silent ? "off-screen" : undefined}>{legend}</legend>
      <div className="choice-options">
        {options.map(([option, label]) => (
          <label key={option}>
            <input
              type="radio"
              name={group}
              checked={option === value}
              onChange={() => onChoose(option)}
            />
            <span>{label}</span>
          </label>
        ))}
      </div>
      {hint !== undefined && <p className="hint">{hint}</p>}
    </fieldset>
  );
}
