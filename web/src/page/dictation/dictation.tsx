/**
 * Where the button stands that takes dictation. It comes after the first paint, and only where the
 * browser can be told that no sound leaves the machine.
 */

import type { ReactNode } from "react";
import { Late, useLate } from "../shared/late.ts";
import type { DictateButtonProps } from "./dictate-button.tsx";
import type { RecognitionClass } from "./recognition.ts";

const lateButton = new Late(() => import("./dictate-button.tsx"));

declare global {
  interface Window {
    readonly SpeechRecognition?: RecognitionClass;
  }
}

export function Dictation(props: Omit<DictateButtonProps, "recognition">): ReactNode {
  const recognition = localRecognition();
  const { loaded } = useLate(lateButton, recognition !== null);
  if (loaded === null || recognition === null) return null;
  return <loaded.DictateButton recognition={recognition} {...props} />;
}

/** A browser that does not know `processLocally` would send the sound to its maker, unasked. */
function localRecognition(): RecognitionClass | null {
  const found = window.isSecureContext ? window.SpeechRecognition : undefined;
  if (found === undefined || !("available" in found)) return null;
  return "processLocally" in found.prototype ? found : null;
}
