/** A button that copies something, and says so in the page's language. */

import type { ReactNode } from "react";
import { type CopyProps, CopyButton as PlainCopyButton } from "../../markdown/plain.ts";
import { useTexts } from "../text/texts.tsx";

export function CopyButton(props: Omit<CopyProps, "copied">): ReactNode {
  return <PlainCopyButton {...props} copied={useTexts().copied} />;
}
