/** The field for a key: hidden unless it is wanted in sight, and remembered by no browser. */

import type { ReactNode } from "react";
import { SecretField } from "../../shared/secret-field.tsx";
import { useModelTexts } from "../text/texts.ts";

interface KeyFieldProps {
  /** Of the field; default: one of its own. */
  id?: string;
  label: string;
  hint: ReactNode;
  value: string;
  onChange: (value: string) => void;
}

export function KeyField({ onChange, ...given }: KeyFieldProps): ReactNode {
  const texts = useModelTexts();
  return (
    <SecretField
      {...given}
      words={{ show: texts.showKey, hide: texts.hideKey }}
      showable={given.value !== ""}
      autoComplete="off"
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
