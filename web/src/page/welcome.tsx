import type { ReactNode } from "react";
import { Logo } from "./logo.tsx";
import { useTexts } from "./text/texts.tsx";

/** What a new conversation shows before its first question. */
export function Welcome({ onChoose }: { onChoose: (question: string) => void }): ReactNode {
  const texts = useTexts();
  return (
    <div className="welcome">
      <Logo />
      <h1>{texts.welcomeTitle}</h1>
      <p>{texts.tagline}</p>
      <div className="suggestions">
        {texts.suggestions.map((suggestion) => (
          <button key={suggestion} type="button" onClick={() => onChoose(suggestion)}>
            {suggestion}
          </button>
        ))}
      </div>
    </div>
  );
}
