/** The field for a key: hidden unless it is wanted in sight, and remembered by no browser. */

import { type ReactNode, useId, useState } from "react";
import { useModelTexts } from "../text/texts.ts";

interface KeyFieldProps {
  /** Of the field; default: one of its own. */
  id?: string;
  label: string;
  hint: ReactNode;
  value: string;
  onChange: (value: string) => void;
}

export function KeyField({ label, hint, value, onChange, ...given }: KeyFieldProps): ReactNode {
  const texts = useModelTexts();
  const own = useId();
  const id = given.id ?? own;
  const [shown, setShown] = useState(false);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="key-box">
        <input
          id={id}
          type={shown ? "text" : "password"}
          value={value}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          aria-describedby={`${id}-hint`}
          onChange={(event) => onChange(event.target.value)}
        />
        {value !== "" && (
          <button type="button" aria-pressed={shown} onClick={() => setShown(!shown)}>
            {shown ? texts.hideKey : texts.showKey}
          </button>
        )}
      </div>
      <p className="hint" id={`${id}-hint`}>
        {hint}
      </p>
    </div>
  );
}
