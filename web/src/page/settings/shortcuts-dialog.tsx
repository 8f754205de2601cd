/** The keyboard shortcuts, to read. */

import type { ReactNode } from "react";
import { COMMANDS, keysOf } from "../keys/shortcuts.ts";
import { isMac } from "../keys/use-shortcuts.ts";
import { Dialog } from "../shared/dialog.tsx";
import { useTexts } from "../text/texts.tsx";
import { useSettingsTexts } from "./text/texts.ts";

export function ShortcutsDialog({ onClose }: { onClose: () => void }): ReactNode {
  const { shortcuts } = useTexts();
  const texts = useSettingsTexts();
  const rows: readonly (readonly [string, readonly string[]])[] = [
    [texts.shortcutSend, ["Enter"]],
    [texts.shortcutBreak, [isMac ? "⇧" : "Shift", "Enter"]],
    ...COMMANDS.map((command) => [texts.commands[command], keysOf(command, isMac)] as const),
  ];
  return (
    <Dialog title={shortcuts} onClose={onClose}>
      <dl className="shortcut-list">
        {rows.map(([name, keys]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <p className="hint">{texts.shortcutsHint}</p>
    </Dialog>
  );
}
