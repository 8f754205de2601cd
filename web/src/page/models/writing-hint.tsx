/**
 * Says above the box that another model answers than before, and, once, that the model may not
 * understand the language that is written there.
 */

import { type ReactNode, useState } from "react";
import type { Model } from "../../protocol/index.ts";
import { readStored } from "../storage.ts";
import { useLanguage } from "../text/texts.tsx";
import { InsteadNote, WritingNote } from "./language-notes.tsx";
import { HINTED, misses, speaks } from "./model-languages.ts";

interface HintProps {
  model: Model | undefined;
  /** The model that `model` stands in for, by its id; "" for none. */
  missing?: string;
  /** What is being written. */
  text: string;
  /** The welcome is in sight, and says it in the page's language. */
  welcomed: boolean;
}

export function WritingHint({ model, missing = "", text, welcomed }: HintProps): ReactNode {
  const language = useLanguage();
  const [hinted, setHinted] = useState(() => readStored("localStorage", HINTED) !== "");
  const said = hinted || model === undefined || (welcomed && !speaks(model, language));
  // Whoever has trusted one model with a conversation must see that it goes to another.
  if (model !== undefined && missing !== "") return <InsteadNote model={model} missing={missing} />;
  const foreign = !said && misses(model, text) ? model : null;
  return foreign && <WritingNote model={foreign} onDismiss={() => setHinted(true)} />;
}
