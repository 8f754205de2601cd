/** How answers reach this page: the names of the ways, and the choice among them. */

import type { ReactNode } from "react";
import { useStore } from "../../react/index.ts";
import { LADDER, type TransportMode, type TransportName } from "../../transports/index.ts";
import { usePreferences } from "../preferences.tsx";
import { Choice } from "../shared/choice.tsx";
import { useSettingsTexts } from "./text/texts.ts";

/** All transports by their names in the language of the page. */
export function useTransportNames(): Readonly<Record<TransportName, string>> {
  const texts = useSettingsTexts();
  return {
    sse: "SSE",
    websocket: "WebSocket",
    "long-polling": texts.transportLongPolling,
    polling: texts.transportPolling,
  };
}

interface ChoiceProps {
  legend: string;
  hint: string;
  /** The name of the choice that is made by itself. */
  auto: string;
}

/** Chooses for this browser; it takes effect at once, also for an answer that is growing. */
export function TransportChoice({ legend, hint, auto }: ChoiceProps): ReactNode {
  const names = useTransportNames();
  const preferences = usePreferences();
  const { transport } = useStore(preferences);
  const ways = LADDER.map((name): [TransportMode, string] => [name, names[name]]);
  return (
    <Choice
      legend={legend}
      hint={hint}
      options={[["auto", auto], ...ways]}
      value={transport}
      onChoose={(mode) => preferences.choose("transport", mode)}
    />
  );
}
