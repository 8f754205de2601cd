/** The dialog that stands above the page, of those that the sidebar and the shortcuts open. */

import type { ReactNode } from "react";
import type { AccountWay } from "../account/account-menu.tsx";
import { AccountDialog, PeopleDialog } from "../account/late-dialogs.tsx";
import { SettingsDialog } from "./settings-dialog.tsx";
import { ShortcutsDialog } from "./shortcuts-dialog.tsx";

export type DialogName = "settings" | "shortcuts" | AccountWay;

interface OpenDialogProps {
  name: DialogName;
  onClose: () => void;
  onOpen: (id: string | null) => void;
  /** Leads to the models. */
  onModels: (way: "connect" | "download") => void;
}

export function OpenDialog({ name, onClose, onOpen, onModels }: OpenDialogProps): ReactNode {
  const leaveFor = (id: string | null): void => {
    onClose();
    onOpen(id);
  };
  switch (name) {
    case "settings": {
      const ways = { onDeleted: () => leaveFor(null), onOpen: leaveFor, onModels };
      return <SettingsDialog onClose={onClose} {...ways} />;
    }
    case "account":
      return <AccountDialog onClose={onClose} />;
    case "people":
      return <PeopleDialog onClose={onClose} />;
    case "shortcuts":
      return <ShortcutsDialog onClose={onClose} />;
  }
}
