/** The field for a key or a password: hidden unless it is wanted in sight. */

import { type InputHTMLAttributes, type ReactNode, useId, useState } from "react";

interface SecretProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  hint?: ReactNode;
  /** Whether the hint says what is wrong. */
  wrong?: boolean;
  /** What the button beside it is called. */
  words: { readonly show: string; readonly hide: string };
  /** Whether there is anything to be shown; default: there may be. */
  showable?: boolean;
}

export function SecretField(props: SecretProps): ReactNode {
  const { label, hint, wrong = false, words, showable = true, ...rest } = props;
  const own = useId();
  const id = rest.id ?? own;
  const [shown, setShown] = useState(false);
  return (
    <div className="field">
      <label id={`${id}-label`} htmlFor={id}>
        {label}
      </label>
      <div className="secret-box">
        <input
          {...rest}
          id={id}
          type={shown ? "text" : "password"}
          autoCapitalize="none"
          spellCheck={false}
          aria-invalid={wrong || undefined}
          aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        />
        {showable && (
          <button
            type="button"
            aria-describedby={`${id}-label`}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
          >
            {shown ? words.hide : words.show}
          </button>
        )}
      </div>
      {hint !== undefined && (
        <p className={wrong ? "hint wrong" : "hint"} id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
