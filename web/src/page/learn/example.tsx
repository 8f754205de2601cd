/** The example questions, in a language that the model speaks. */

import type { ReactNode } from "react";
import type { Model } from "../../protocol/index.ts";
import { speaks } from "../models/model-languages.ts";
import { useLanguage } from "../text/texts.tsx";
import { en } from "./text/en.ts";
import { useLearnTexts } from "./text/texts.ts";

interface Example {
  readonly question: string;
  /** What is to be known of the model, or why the question is in English; else null. */
  readonly note: ReactNode;
}

export function useExample(model: Model | undefined, name: "seoul" | "france" | "long"): Example {
  const texts = useLearnTexts();
  const language = useLanguage();
  if (model?.provider === "scripted") {
    return { question: texts[name], note: <Note text={texts.scripted(model.title)} /> };
  }
  if (model === undefined || speaks(model, language)) return { question: texts[name], note: null };
  return { question: en[name], note: <Note text={texts.speaksOther(model.title)} /> };
}

function Note({ text }: { text: string }): ReactNode {
  return <p className="hint">{text}</p>;
}
