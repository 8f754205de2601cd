/** The field for the address of a service; below it stands what is wrong with it. */

import { type ReactNode, useId } from "react";
import { useModelTexts } from "../text/texts.ts";

interface AddressProps {
  text: string;
  wrong: boolean;
  onChange: (text: string) => void;
}

export function AddressField({ text, wrong, onChange }: AddressProps): ReactNode {
  const texts = useModelTexts();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{texts.address}</label>
      <input
        id={id}
        type="text"
        inputMode="url"
        value={text}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        placeholder="localhost:11434/v1"
        aria-invalid={wrong ? true : undefined}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
      />
      <p className={wrong ? "hint wrong" : "hint"} id={`${id}-hint`} aria-live="polite">
        {wrong ? texts.addressMissing : texts.addressHint}
      </p>
    </div>
  );
}
