/** Which of the conversation's answers is looked at, each named by its question. */

import type { ReactNode } from "react";
import type { BranchMessage } from "../../core/index.ts";
import { useInspectorTexts } from "./text/texts.ts";

const TITLE_LENGTH = 48;

interface PickerProps {
  answers: readonly BranchMessage[];
  branch: readonly BranchMessage[];
  /** The chosen answer's id; null: always the newest. */
  chosen: string | null;
  onChoose: (id: string | null) => void;
}

export function AnswerPicker({ answers, branch, chosen, onChoose }: PickerProps): ReactNode {
  const texts = useInspectorTexts();
  if (answers.length < 2) return <span className="answer-picker" />;
  return (
    <select
      className="answer-picker"
      aria-label={texts.answer}
      value={chosen ?? ""}
      onChange={(event) => onChoose(event.target.value === "" ? null : event.target.value)}
    >
      <option value="">{texts.newest}</option>
      {answers.map((entry, index) => (
        <option key={entry.message.id} value={entry.message.id}>
          {`${index + 1} · ${questionOf(entry, branch)}`}
        </option>
      ))}
    </select>
  );
}

function questionOf(answer: BranchMessage, branch: readonly BranchMessage[]): string {
  const question = branch.find((entry) => entry.message.id === answer.message.parent_id);
  return question?.message.text.slice(0, TITLE_LENGTH) ?? "";
}
