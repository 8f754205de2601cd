/** What holds for this browser: how the page looks and speaks, and what new conversations begin with. */

import { type ReactNode, useId } from "react";
import { useModels, useStore } from "../../react/index.ts";
import { AccountSection } from "../account/late-dialogs.tsx";
import { useFixed, useMe } from "../person/use-me.ts";
import { MAX_INSTRUCTIONS_CHARS, type Theme, usePreferences } from "../preferences.tsx";
import { Choice } from "../shared/choice.tsx";
import { Dialog } from "../shared/dialog.tsx";
import { Icon } from "../shared/icons.tsx";
import { LessonLink } from "../shared/lesson-link.tsx";
import { LANGUAGES, useTexts } from "../text/texts.tsx";
import { DataSection } from "./data-section.tsx";
import { NoticeChoice } from "./notice-choice.tsx";
import { useSettingsTexts } from "./text/texts.ts";
import { TransportChoice } from "./transport-choice.tsx";

interface SettingsProps {
  onClose: () => void;
  /** All conversations are gone. */
  onDeleted: () => void;
  /** Shows a conversation that was given back. */
  onOpen: (id: string) => void;
  /** Leads to the dialog by which models are added. */
  onModels: (way: "connect" | "download") => void;
}

export function SettingsDialog(props: SettingsProps): ReactNode {
  const { onClose, onDeleted, onOpen, onModels } = props;
  const { settings } = useTexts();
  const texts = useSettingsTexts();
  return (
    <Dialog title={settings} onClose={onClose}>
      <AccountSection />
      <Appearance />
      <NewConversations onModels={onModels} />
      <NoticeChoice />
      <TransportChoice
        legend={texts.transport}
        hint={texts.transportHint}
        auto={texts.transportAuto}
      />
      <LessonLink step={1}>{texts.lesson}</LessonLink>
      <DataSection onDeleted={onDeleted} onOpen={onOpen} />
    </Dialog>
  );
}

function Appearance(): ReactNode {
  const texts = useSettingsTexts();
  const preferences = usePreferences();
  const { theme, language } = useStore(preferences);
  const languages: readonly [string, string][] = [
    ["", texts.languageBrowser],
    ...Object.entries(LANGUAGES),
  ];
  const themes: readonly [Theme, string][] = [
    ["system", texts.themeSystem],
    ["light", texts.themeLight],
    ["dark", texts.themeDark],
  ];
  return (
    <>
      <Choice
        legend={texts.language}
        options={languages}
        value={language}
        onChoose={(value) => preferences.choose("language", value)}
      />
      <Choice
        legend={texts.theme}
        options={themes}
        value={theme}
        onChoose={(value) => preferences.choose("theme", value)}
      />
    </>
  );
}

function NewConversations({ onModels }: Pick<SettingsProps, "onModels">): ReactNode {
  const texts = useSettingsTexts();
  const { defaultModel: modelLabel } = useTexts();
  const isAdmin = useMe().role === "admin";
  const fixed = useFixed();
  const preferences = usePreferences();
  const { defaultModel, instructions } = useStore(preferences);
  const models = useModels();
  const id = useId();
  const known = models.some((model) => model.id === defaultModel);
  return (
    <>
      {!fixed.includes("model") && (
        <div className="field">
          <label htmlFor={`${id}-model`}>{modelLabel}</label>
          <div className="select">
            <select
              id={`${id}-model`}
              value={defaultModel}
              onChange={(event) => preferences.choose("defaultModel", event.target.value)}
            >
              <option value="">{texts.modelUsedLast}</option>
              {defaultModel !== "" && !known && (
                <option value={defaultModel}>{texts.modelGone(defaultModel)}</option>
              )}
              {models.map((model) => (
                <option key={model.id} value={model.id}>
                  {model.title}
                </option>
              ))}
            </select>
            <Icon name="chevron" />
          </div>
        </div>
      )}
      {isAdmin && (
        <div className="dialog-foot near">
          <button type="button" onClick={() => onModels("connect")}>
            {texts.connectModel}
          </button>
          <button type="button" onClick={() => onModels("download")}>
            {texts.downloadModel}
          </button>
        </div>
      )}
      {!fixed.includes("system") && (
        <div className="field">
          <label htmlFor={`${id}-instructions`}>{texts.instructions}</label>
          <textarea
            id={`${id}-instructions`}
            rows={3}
            value={instructions}
            maxLength={MAX_INSTRUCTIONS_CHARS}
            placeholder={texts.globalInstructionsExample}
            aria-describedby={`${id}-hint`}
            onChange={(event) => preferences.choose("instructions", event.target.value)}
          />
          <p className="hint" id={`${id}-hint`}>
            {texts.globalInstructionsHint}
          </p>
        </div>
      )}
    </>
  );
}
