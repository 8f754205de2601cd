/**
 * What a new chat shows of which something was chosen already: the assistant it is to begin with, and
 * what one may ask that; or that it is temporary.
 */

import type { ReactNode } from "react";
import { scriptClass } from "../../markdown/plain.ts";
import type { Assistant, Model } from "../../protocol/index.ts";
import type { Opening } from "../actions/opening.ts";
import { Logo } from "../shared/logo.tsx";
import { useTexts } from "../text/texts.tsx";
import { WelcomeNote } from "./language-notes.tsx";
import { useModelTexts } from "./text/texts.ts";

interface WelcomeProps {
  opening: Opening;
  /** The one that answers, if it promises little to this person. */
  weak: Model | null;
}

export function OpenedWelcome({ opening: { assistant, temporary }, weak }: WelcomeProps) {
  const { temporary: temporaryTitle } = useTexts();
  const { temporaryHint } = useModelTexts();
  const title = assistant?.name ?? temporaryTitle;
  const about = assistant?.description ?? "";
  return (
    <div className="welcome">
      <Logo />
      <h1 className={scriptClass(title)} dir="auto">
        {title}
      </h1>
      {about !== "" && (
        <p className={scriptClass(about)} dir="auto">
          {about}
        </p>
      )}
      {temporary && <p>{temporaryHint}</p>}
      {weak !== null && <WelcomeNote model={weak} />}
    </div>
  );
}

interface StartersProps {
  assistant: Assistant;
  onChoose: (question: string) => void;
}

export function Starters({ assistant, onChoose }: StartersProps): ReactNode {
  return (
    <div className="suggestions">
      {[...new Set(assistant.starters)].map((starter) => (
        <button
          key={starter}
          type="button"
          className={scriptClass(starter)}
          dir="auto"
          onClick={() => onChoose(starter)}
        >
          {starter}
        </button>
      ))}
    </div>
  );
}
