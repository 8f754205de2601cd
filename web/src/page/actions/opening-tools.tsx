/** What is chosen before the first question: whether it is temporary, and its options. */

import { type ReactNode, useState } from "react";
import type { Conversation } from "../../core/index.ts";
import { useStore } from "../../react/index.ts";
import { useFixed, useMe } from "../person/use-me.ts";
import { usePreferences } from "../preferences.tsx";
import { OptionsDialog } from "../settings/dialogs.ts";
import { IconButton } from "../shared/icon-button.tsx";
import { DRAWINGS } from "../shared/late-icons.ts";
import { useTexts } from "../text/texts.tsx";
import { fixesOptions, type Opening } from "./opening.ts";

export interface OpeningToolsProps {
  conversation: Conversation;
  opening: Opening;
  onOpening: (opening: Opening) => void;
}

export function OpeningTools({ conversation, opening, onOpening }: OpeningToolsProps): ReactNode {
  const texts = useTexts();
  const { id, load } = useStore(conversation);
  const { instructions } = useStore(usePreferences());
  const { lasting } = useMe();
  const fixed = useFixed();
  const [open, setOpen] = useState(false);
  if (load !== "new" || id !== null) return null;
  const { temporary } = opening;
  return (
    <>
      {!lasting && (
        <IconButton
          label={texts.temporary}
          icon={DRAWINGS.temporary}
          className="opening-button"
          aria-pressed={temporary}
          onClick={() => onOpening({ ...opening, temporary: !temporary })}
        />
      )}
      {!fixesOptions(fixed) && (
        <IconButton label={texts.options} icon={DRAWINGS.options} onClick={() => setOpen(true)} />
      )}
      {open && (
        <OptionsDialog
          summary={{ system: opening.system ?? instructions, parameters: opening.parameters }}
          onSave={({ system, parameters = null }) =>
            onOpening({ ...opening, system: system ?? "", parameters })
          }
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
