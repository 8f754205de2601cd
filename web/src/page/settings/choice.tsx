import type { ReactNode } from "react";

interface ChoiceProps<T extends string> {
  legend: string;
  hint?: string;
  options: readonly (readonly [T, string])[];
  value: T;
  onChoose: (value: T) => void;
}

/** One of a few, all of them in sight. */
export function Choice<T extends string>(props: ChoiceProps<T>): ReactNode {
  const { legend, hint, options, value, onChoose } = props;
  return (
    <fieldset className="choice">
      <legend>{legend}</legend>
      <div className="choice-options">
        {options.map(([option, label]) => (
          <label key={option}>
            <input
              type="radio"
              name={legend}
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
