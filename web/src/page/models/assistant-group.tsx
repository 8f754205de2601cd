/** The assistants in the menu of models, above these: each begins a new chat. */

import type { ReactNode } from "react";
import { scriptClass } from "../../markdown/plain.ts";
import type { Assistant } from "../../protocol/index.ts";
import { useAssistantTexts } from "../assistants/text/texts.ts";
import { useAssistants } from "../assistants/use-assistants.ts";
import { useFixed } from "../person/use-me.ts";
import type { Item } from "./use-menu-moves.ts";

const NONE: readonly Assistant[] = [];

/** Those that may be chosen; none where a product decides about the instructions. */
export function useOfferedAssistants(): readonly Assistant[] {
  const { reply } = useAssistants();
  const decided = useFixed().includes("system");
  return decided || reply === null ? NONE : reply.assistants;
}

/** An assistant among models: no model has such an id. */
export function itemOf({ id, name }: Assistant): Item {
  return { id: `assistant ${id}`, title: name };
}

interface GroupProps {
  assistants: readonly Assistant[];
  /** The id of the element of the option at an index. */
  idAt: (index: number) => string;
  /** The index of the option that Enter chooses. */
  active: number;
  onChoose: (assistant: Assistant) => void;
}

export function AssistantGroup({ assistants, idAt, active, onChoose }: GroupProps): ReactNode {
  const { assistants: heading } = useAssistantTexts();
  if (assistants.length === 0) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a list box knows no field set
    <div role="group" aria-label={heading}>
      <div className="menu-heading" aria-hidden="true">
        {heading}
      </div>
      {assistants.map((assistant, at) => (
        <Option
          key={assistant.id}
          id={idAt(at)}
          assistant={assistant}
          active={at === active}
          onChoose={() => onChoose(assistant)}
        />
      ))}
    </div>
  );
}

interface OptionProps {
  id: string;
  assistant: Assistant;
  active: boolean;
  onChoose: () => void;
}

function Option({ id, assistant, active, onChoose }: OptionProps): ReactNode {
  const { name, description } = assistant;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the menu hears the keys
    <div
      id={id}
      role="option"
      tabIndex={-1}
      className={active ? "option active" : "option"}
      aria-selected={false}
      onClick={onChoose}
    >
      <span className={`menu-title ${scriptClass(name) ?? ""}`} dir="auto">
        {name}
      </span>
      {description !== "" && (
        <span className={`menu-note one-line ${scriptClass(description) ?? ""}`} dir="auto">
          {description}
        </span>
      )}
    </div>
  );
}
