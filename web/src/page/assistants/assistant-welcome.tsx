/** What a new chat shows that is to begin with an assistant: whom one talks with, and what to ask. */

import "./styles.css";
import type { ReactNode } from "react";
import { scriptClass } from "../../markdown/plain.ts";
import type { Assistant } from "../../protocol/index.ts";
import { Logo } from "../shared/logo.tsx";

export function AssistantWelcome({ assistant }: { assistant: Assistant }): ReactNode {
  const { name, description } = assistant;
  return (
    <div className="welcome">
      <Logo />
      <h1 className={scriptClass(name)} dir="auto">
        {name}
      </h1>
      {description !== "" && (
        <p className={scriptClass(description)} dir="auto">
          {description}
        </p>
      )}
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
