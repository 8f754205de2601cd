/** Whether questions are asked with candidates, and answers show their tokens. */

import type { ReactNode } from "react";
import { useStore } from "../../react/index.ts";
import { usePreferences } from "../preferences.tsx";
import { IconButton } from "../shared/icon-button.tsx";
import { DRAWINGS } from "../shared/late-icons.ts";
import { useConversationTexts } from "./text/texts.ts";

export function TokensSwitch(): ReactNode {
  const texts = useConversationTexts();
  const preferences = usePreferences();
  const on = useStore(preferences).tokens !== "off";
  return (
    <IconButton
      label={texts.tokens}
      title={texts.tokensHint}
      icon={DRAWINGS.tokens}
      className="tokens-switch"
      aria-pressed={on}
      onClick={() => preferences.choose("tokens", on ? "off" : "on")}
    />
  );
}
