/** The button above a conversation that shares it, where links can be made. */

import { type ReactNode, useState } from "react";
import type { Conversation } from "../../core/index.ts";
import { useStore } from "../../react/index.ts";
import { useMe } from "../person/use-me.ts";
import { IconButton } from "../shared/icon-button.tsx";
import { DRAWINGS } from "../shared/late-icons.ts";
import { ShareDialog } from "../sharing/share-dialog.tsx";
import { useActionTexts } from "./text/texts.ts";

export function ShareButton({ conversation }: { conversation: Conversation }): ReactNode {
  const texts = useActionTexts();
  const { shares } = useMe();
  const { id, load, temporary } = useStore(conversation);
  const [open, setOpen] = useState<string | null>(null);
  if (!shares || temporary || id === null || load !== "ready") return null;
  return (
    <>
      <IconButton label={texts.shareLink} icon={DRAWINGS.share} onClick={() => setOpen(id)} />
      {open === id && <ShareDialog id={id} onClose={() => setOpen(null)} />}
    </>
  );
}
