/** A secret that has just been made: to be copied now, as nobody can see it again. */

import { type ReactNode, useEffect, useId, useRef } from "react";
import { CopyButton } from "../shared/copy-button.tsx";
import { IconButton } from "../shared/icon-button.tsx";
import { useTexts } from "../text/texts.tsx";

interface ShownOnceProps {
  label: string;
  value: string;
  hint: string;
  /** The name of the button that copies it. */
  copy: string;
  onClose: () => void;
}

export function ShownOnce({ label, value, hint, copy, onClose }: ShownOnceProps): ReactNode {
  const { dismiss } = useTexts();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: for each one
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
    field.current?.scrollIntoView({ block: "nearest" });
  }, [value]);
  return (
    <div className="link-once">
      <label htmlFor={id}>{label}</label>
      <div>
        <input
          ref={field}
          id={id}
          type="text"
          value={value}
          readOnly
          aria-describedby={`${id}-hint`}
          onFocus={(event) => event.currentTarget.select()}
        />
        <CopyButton label={copy} text={() => value} />
        <IconButton label={dismiss} icon="close" onClick={onClose} />
      </div>
      <p className="hint" id={`${id}-hint`}>
        {hint}
      </p>
    </div>
  );
}
