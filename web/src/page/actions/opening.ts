/** What a new conversation begins with, chosen before its first question. */

import type { AskExtras } from "../../core/index.ts";
import type { Assistant, ConversationSummary } from "../../protocol/index.ts";
import type { Fixed } from "../person/me.ts";

/** How answers are made. */
export type Parameters = NonNullable<ConversationSummary["parameters"]>;

export interface Opening {
  readonly temporary: boolean;
  readonly assistant: Assistant | null;
  /** null: those of the assistant, else the instructions of the settings. */
  readonly system: string | null;
  /** null: none was chosen. */
  readonly parameters: Parameters | null;
}

export const PLAIN: Opening = {
  temporary: false,
  assistant: null,
  system: null,
  parameters: null,
};

/** What the first question is asked with; `instructions`: those of the settings. */
export function openingWishes(opening: Opening, instructions: string): AskExtras {
  const { assistant, temporary } = opening;
  const system = opening.system ?? (assistant ? "" : instructions.trim());
  return {
    // null takes back what the assistant brings.
    ...(assistant ? opening.parameters : wished(opening.parameters)),
    ...(assistant && { assistant_id: assistant.id }),
    ...((system !== "" || (assistant && opening.system !== null)) && { system }),
    ...(temporary && { temporary }),
  };
}

/** Parameters as a question has them: those that are chosen. */
export function wished(parameters: Parameters | null): AskExtras {
  const chosen = Object.entries(parameters ?? {}).filter(([, value]) => value !== null);
  return Object.fromEntries(chosen);
}

/** Whether nothing is left to choose in a conversation's options. */
export function fixesOptions(fixed: readonly Fixed[]): boolean {
  return fixed.includes("system") && fixed.includes("parameters");
}
