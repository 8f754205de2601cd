/** The field for the name of a model, for a service that has no list of its models. */

import { type ReactNode, useId } from "react";
import { useModelTexts } from "../text/texts.ts";

interface ModelProps {
  name: string;
  onChange: (name: string) => void;
}

export function ModelField({ name, onChange }: ModelProps): ReactNode {
  const texts = useModelTexts();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{texts.modelName}</label>
      <input
        id={id}
        value={name}
        maxLength={200}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
      />
      <p className="hint" id={`${id}-hint`}>
        {texts.modelNameHint}
      </p>
    </div>
  );
}
