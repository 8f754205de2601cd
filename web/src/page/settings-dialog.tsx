import type { ReactNode } from "react";
import { useReadable } from "../react/index.ts";
import type { TransportMode } from "../transports/index.ts";
import { DataSection } from "./data-section.tsx";
import { Dialog } from "./dialog.tsx";
import { type Theme, usePreferences } from "./preferences.tsx";
import { LANGUAGES, useTexts } from "./text/texts.tsx";

interface SettingsProps {
  onClose: () => void;
  /** All conversations are gone. */
  onDeleted: () => void;
}

/** Theme, language, how answers come, and what is stored. */
export function SettingsDialog({ onClose, onDeleted }: SettingsProps): ReactNode {
  const texts = useTexts();
  const preferences = usePreferences();
  const { theme, language, transport } = useReadable(preferences);
  const themes: readonly [Theme, string][] = [
    ["system", texts.themeSystem],
    ["light", texts.themeLight],
    ["dark", texts.themeDark],
  ];
  const languages: readonly [string, string][] = [
    ["", texts.languageBrowser],
    ...Object.entries(LANGUAGES).map(([tag, each]): [string, string] => [tag, each.languageName]),
  ];
  const transports: readonly [TransportMode, string][] = [
    ["auto", texts.transportAuto],
    ["sse", "SSE"],
    ["websocket", "WebSocket"],
    ["long-polling", texts.transportLongPolling],
    ["polling", texts.transportPolling],
  ];
  return (
    <Dialog title={texts.settings} onClose={onClose}>
      <Choice
        legend={texts.theme}
        options={themes}
        value={theme}
        onChoose={(value) => preferences.choose("theme", value)}
      />
      <Choice
        legend={texts.language}
        options={languages}
        value={language}
        onChoose={(value) => preferences.choose("language", value)}
      />
      <Choice
        legend={texts.transport}
        hint={texts.transportHint}
        options={transports}
        value={transport}
        onChoose={(value) => preferences.choose("transport", value)}
      />
      <DataSection onDeleted={onDeleted} />
    </Dialog>
  );
}

interface ChoiceProps<T extends string> {
  legend: string;
  hint?: string;
  options: readonly (readonly [T, string])[];
  value: T;
  onChoose: (value: T) => void;
}

function Choice<T extends string>(props: ChoiceProps<T>): ReactNode {
  const { legend, hint, options, value, onChoose } = props;
  return (
    <fieldset className="choice">
      <legend>{legend}</legend>
      <div className="choice-options">
        {options.map(([option, label]) => (
          <label key={option}>
            <input
              type="radio"
              name={legend}
              checked={option === value}
              onChange={() => onChoose(option)}
            />
            <span>{label}</span>
          </label>
        ))}
      </div>
      {hint !== undefined && <p className="hint">{hint}</p>}
    </fieldset>
  );
}
