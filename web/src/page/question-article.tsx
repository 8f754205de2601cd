import { memo, type ReactNode } from "react";
import type { Entry } from "../core/index.ts";
import { CopyButton } from "./copy-button.tsx";
import { Icon } from "./icons.tsx";
import { useTexts } from "./text/texts.tsx";
import { Versions } from "./versions.tsx";

interface QuestionProps {
  entry: Entry;
  onEdit: (entry: Entry) => void;
  onSwitch: (id: string) => void;
}

/** A question, as it was written. */
export const QuestionArticle = memo(function QuestionArticle(props: QuestionProps): ReactNode {
  const { entry, onEdit, onSwitch } = props;
  const texts = useTexts();
  const { message } = entry;
  return (
    <article className="question" aria-label={texts.question}>
      <div className="question-text">{message.text}</div>
      <div className="tools">
        <Versions entry={entry} onSwitch={onSwitch} />
        <CopyButton label={texts.copy} text={() => message.text} />
        <button
          type="button"
          className="quiet"
          aria-label={texts.editMessage}
          title={texts.editMessage}
          onClick={() => onEdit(entry)}
        >
          <Icon name="pencil" />
        </button>
      </div>
    </article>
  );
});
