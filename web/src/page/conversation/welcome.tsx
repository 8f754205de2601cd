/** What a new conversation shows before its first question, above and below the box for it. */

import type { ReactNode } from "react";
import type { Model } from "../../protocol/index.ts";
import type { Opening } from "../actions/opening.ts";
import { lateModels } from "../models/late-models.ts";
import { isSmall, speaks } from "../models/model-languages.ts";
import { useLate } from "../shared/late.ts";
import { Logo } from "../shared/logo.tsx";
import { useLanguage, useTexts } from "../text/texts.tsx";

interface WelcomeProps {
  /** The one that answers; undefined before it is known. */
  model: Model | undefined;
  opening: Opening;
}

export function Welcome({ model, opening }: WelcomeProps): ReactNode {
  const texts = useTexts();
  const { weak, loaded: notes } = useNotes(model);
  if (notes && (opening.assistant || opening.temporary))
    return <notes.OpenedWelcome opening={opening} weak={weak} />;
  return (
    <div className="welcome">
      <Logo />
      <h1>{texts.welcomeTitle}</h1>
      {weak !== null && notes && <notes.WelcomeNote model={weak} />}
      {weak === null && <p>{texts.tagline}</p>}
    </div>
  );
}

interface SuggestionsProps extends WelcomeProps {
  onChoose: (question: string) => void;
}

/** Questions to begin with, which this model can answer; only their room until it is known. */
export function Suggestions({ model, opening, onChoose }: SuggestionsProps): ReactNode {
  const texts = useTexts();
  const { weak, loaded: notes } = useNotes(model);
  const { assistant } = opening;
  if (assistant && notes) return <notes.Starters assistant={assistant} onChoose={onChoose} />;
  if (weak !== null && notes) return <notes.EasyQuestions model={weak} onChoose={onChoose} />;
  return (
    <div className={model && weak === null ? "suggestions" : "suggestions unknown"}>
      {texts.suggestions.map((suggestion) => (
        <button key={suggestion} type="button" onClick={() => onChoose(suggestion)}>
          {suggestion}
        </button>
      ))}
    </div>
  );
}

/** What is said of a model that is known to promise little to this person; `weak` null of others. */
function useNotes(model: Model | undefined) {
  const language = useLanguage();
  const weak = model && (!speaks(model, language) || isSmall(model)) ? model : null;
  return { weak, ...useLate(lateModels, weak !== null) };
}
