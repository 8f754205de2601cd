/** What a new conversation shows before its first question, above and below the box for it. */

import type { ReactNode } from "react";
import { Logo } from "../shared/logo.tsx";
import { useTexts } from "../text/texts.tsx";

export function Welcome(): ReactNode {
  const texts = useTexts();
  return (
    <div className="welcome">
      <Logo />
      <h1>{texts.welcomeTitle}</h1>
      <p>{texts.tagline}</p>
    </div>
  );
}

/** Questions to begin with. */
export function Suggestions({ onChoose }: { onChoose: (question: string) => void }): ReactNode {
  const texts = useTexts();
  return (
    <div className="suggestions">
      {texts.suggestions.map((suggestion) => (
        <button key={suggestion} type="button" onClick={() => onChoose(suggestion)}>
          {suggestion}
        </button>
      ))}
    </div>
  );
}
