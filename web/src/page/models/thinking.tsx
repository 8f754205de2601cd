/** Whether a model that can think before it answers does so; by itself it does. */

import type { ReactNode } from "react";
import type { BranchMessage } from "../../core/index.ts";
import type { Model } from "../../protocol/index.ts";
import { useModelTexts } from "./text/texts.ts";

interface SwitchProps {
  model: Model | undefined;
  branch: readonly BranchMessage[];
  /** null: as the model is made. */
  thinking: boolean | null;
  onChange: (thinking: boolean | null) => void;
}

/** Nothing where the model has no such choice. */
export function ThinkingSwitch({ model, branch, thinking, onChange }: SwitchProps): ReactNode {
  const { thinkFirst } = useModelTexts();
  if (model === undefined) return null;
  const on = thinking !== false;
  // Most services do not tell: then what the model has done here counts.
  if (!(model.thinks ?? (!on || hasThought(model, branch)))) return null;
  return (
    <button
      type="button"
      className="thinking-switch"
      aria-pressed={on}
      onClick={() => onChange(on ? false : null)}
    >
      {thinkFirst}
    </button>
  );
}

function hasThought({ id }: Model, branch: readonly BranchMessage[]): boolean {
  return branch.some(
    ({ message }) =>
      message.role === "assistant" && message.model === id && Boolean(message.reasoning),
  );
}
