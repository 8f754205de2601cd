/** What is chosen before the first question: whether it is temporary, its assistant and its options. */

import { type ReactNode, useState } from "react";
import { navigate, usePathname } from "wouter/use-browser-location";
import type { Conversation } from "../../core/index.ts";
import { useStore } from "../../react/index.ts";
import { ASSISTANTS_PATH, isAssistants } from "../addresses.ts";
import { useAssistantTexts } from "../assistants/text/texts.ts";
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
  const { assistants } = useAssistantTexts();
  const elsewhere = isAssistants(usePathname());
  const [open, setOpen] = useState(false);
  if (load !== "new" || id !== null || elsewhere) return null;
  const { temporary, assistant } = opening;
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
      {!fixed.includes("system") && (
        <IconButton
          label={assistants}
          icon={DRAWINGS.assistant}
          onClick={() => navigate(ASSISTANTS_PATH)}
        />
      )}
      {!fixesOptions(fixed) && (
        <IconButton label={texts.options} icon={DRAWINGS.options} onClick={() => setOpen(true)} />
      )}
      {open && (
        <OptionsDialog
          summary={{
            system: opening.system ?? (assistant === null ? instructions : assistant.instructions),
            parameters: opening.parameters ?? assistant?.parameters ?? null,
          }}
          onSave={({ system, parameters = null }) =>
            onOpening({ ...opening, system: system ?? "", parameters })
          }
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
