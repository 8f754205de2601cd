/** One assistant in the list of all: begins a chat, and has a menu for all else. */

import { type ReactNode, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { scriptClass } from "../../markdown/plain.ts";
import type { Assistant } from "../../protocol/index.ts";
import { useModels } from "../../react/index.ts";
import { IconButton } from "../shared/icon-button.tsx";
import { DRAWINGS } from "../shared/late-icons.ts";
import { Menu } from "../shared/menu.tsx";
import { useAssistantTexts } from "./text/texts.ts";

/** What can be done with an assistant beside beginning a chat. */
export type Action = "edit" | "duplicate" | "export" | "delete";

interface CardProps {
  assistant: Assistant;
  onBegin: () => void;
  onAction: (action: Action) => void;
}

export function AssistantCard({ assistant, onBegin, onAction }: CardProps): ReactNode {
  const texts = useAssistantTexts();
  const { name, description, model, shipped } = assistant;
  const models = useModels();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const known = models.find((each) => each.id === model);
  const modelLine =
    model === null
      ? null
      : known === undefined && models.length > 0
        ? texts.modelGone(model)
        : texts.modelOf(known?.title ?? model);
  const choose = (action: Action) => (): void => {
    // The focus has to be back before a dialog takes it.
    flushSync(() => setOpen(false));
    onAction(action);
  };
  return (
    <li className="assistant-card">
      <div>
        <h2 className={scriptClass(name)} dir="auto">
          {name}
        </h2>
        {description !== "" && (
          <p className={scriptClass(description)} dir="auto">
            {description}
          </p>
        )}
        <p className="hint">{[shipped && texts.shipped, modelLine].filter(Boolean).join(" · ")}</p>
      </div>
      <div className="assistant-tools">
        <button type="button" aria-label={texts.beginWith(name)} onClick={onBegin}>
          {texts.beginChat}
        </button>
        <IconButton
          ref={button}
          label={texts.menuOf(name)}
          icon="more"
          aria-haspopup="menu"
          onClick={() => setOpen(true)}
        />
      </div>
      {open && button.current !== null && (
        <Menu button={button.current} label={texts.menuOf(name)} onClose={() => setOpen(false)}>
          <Menu.Entry icon="pencil" label={texts.edit} onChoose={choose("edit")} />
          <Menu.Entry icon="copy" label={texts.duplicate} onChoose={choose("duplicate")} />
          <Menu.Entry icon={DRAWINGS.save} label={texts.exportFile} onChoose={choose("export")} />
          <hr />
          <Menu.Entry icon={DRAWINGS.trash} label={texts.delete} onChoose={choose("delete")} />
        </Menu>
      )}
    </li>
  );
}
