/** The parts that the forms of log-in, set-up and one-time links share. */

import { type InputHTMLAttributes, type ReactNode, useId } from "react";
import type { ApiError } from "../../protocol/index.ts";
import { errorText, useReasonTexts } from "../reasons/text/texts.ts";
import { SecretField } from "../shared/secret-field.tsx";
import { errorSentence, type Sentence } from "./account-errors.ts";
import { useAccountTexts } from "./text/texts.ts";

interface NameProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  hint?: string;
}

/** A field for one line, such as a name. */
export function LineField({ label, hint, ...rest }: NameProps): ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        {...rest}
        id={id}
        type="text"
        spellCheck={false}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
      />
      {hint !== undefined && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** The name behind a form that asks for none: password managers keep a password by it. */
export function HiddenName({ name }: { name: string }): ReactNode {
  const texts = useAccountTexts();
  return (
    <input
      className="off-screen"
      type="text"
      name="username"
      autoComplete="username"
      aria-label={texts.name}
      value={name}
      readOnly
      tabIndex={-1}
    />
  );
}

interface PasswordProps extends InputHTMLAttributes<HTMLInputElement> {
  /** Default: that of the password that a person has. */
  label?: string;
  hint?: string | undefined;
  wrong?: boolean;
}

export function PasswordField({ label, ...rest }: PasswordProps): ReactNode {
  const texts = useAccountTexts();
  return (
    <SecretField
      {...rest}
      label={label ?? texts.password}
      words={{ show: texts.showPassword, hide: texts.hidePassword }}
      required
    />
  );
}

interface NewPasswordProps {
  autoFocus?: boolean;
  /** What is wrong with the one that was typed. */
  fault: string | null;
  onChange: () => void;
}

/** The field for a password that is chosen here. */
export function NewPasswordField({ fault, ...rest }: NewPasswordProps): ReactNode {
  const texts = useAccountTexts();
  return (
    <PasswordField
      label={texts.newPassword}
      name="new-password"
      autoComplete="new-password"
      hint={fault ?? texts.passwordHint}
      wrong={fault !== null}
      {...rest}
    />
  );
}

interface WrongProps {
  error: ApiError | null;
  /** Default: as at set-up. */
  say?: Sentence;
}

/** What went wrong, read out when it comes. */
export function Wrong({ error, say = errorSentence }: WrongProps): ReactNode {
  const texts = useAccountTexts();
  const reasons = useReasonTexts();
  return (
    <div role="alert">
      {error !== null && (
        <p className="entrance-wrong">
          {say(texts, error) ?? errorText(reasons, error.code, error.message, true)}
        </p>
      )}
    </div>
  );
}
