/**
 * What is said where the model at hand does not speak with this person: in the welcome, with what
 * would help and with questions that it can answer, and above the box once one writes to it in vain,
 * or to another one than before.
 */

import "./styles.css";
import type { ReactNode } from "react";
import type { Model } from "../../protocol/index.ts";
import { useMe } from "../person/use-me.ts";
import { IconButton } from "../shared/icon-button.tsx";
import { Icon } from "../shared/icons.tsx";
import { DRAWINGS } from "../shared/late-icons.ts";
import { writeStored } from "../storage.ts";
import { isLanguage, type Language, useLanguage, useTexts } from "../text/texts.tsx";
import { HINTED, isSmall, speaks } from "./model-languages.ts";
import { MODEL_LANGUAGES, useModelTexts } from "./text/texts.ts";
import { openWay } from "./ways.ts";

/** In place of the tagline. */
export function WelcomeNote({ model }: { model: Model }): ReactNode {
  const texts = useModelTexts();
  const language = useLanguage();
  const isAdmin = useMe().role === "admin";
  const [said, add, ask] = speaks(model, language)
    ? [texts.smallModel(model.title), texts.addBetter, texts.askForBetter]
    : [
        texts.onlySpeaks(model.title, model.languages ?? [], isSmall(model)),
        texts.addSpeaking,
        texts.askForSpeaking,
      ];
  return (
    <div className="model-note">
      <p>
        {said} {isAdmin ? add : ask}
      </p>
      {isAdmin && <NoteWays />}
    </div>
  );
}

function NoteWays(): ReactNode {
  const texts = useModelTexts();
  return (
    <div className="model-note-ways">
      <button type="button" onClick={() => openWay.set("connect")}>
        <Icon name={DRAWINGS.plug} />
        {texts.connectModel}
      </button>
      <button type="button" onClick={() => openWay.set("download")}>
        <Icon name={DRAWINGS.save} />
        {texts.downloadModel}
      </button>
    </div>
  );
}

interface QuestionsProps {
  model: Model;
  onChoose: (question: string) => void;
}

/** Questions that this model can answer, in a language that it speaks. */
export function EasyQuestions({ model, onChoose }: QuestionsProps): ReactNode {
  const own = useLanguage();
  const texts = useModelTexts();
  const language = speaks(model, own) ? own : spokenBy(model);
  if (language === undefined) return null;
  return (
    <div className="suggestions">
      {language !== own && <p className="suggestions-label">{texts.askIn(language)}</p>}
      {MODEL_LANGUAGES[language].easySuggestions.map((each) => (
        <button key={each} type="button" lang={language} onClick={() => onChoose(each)}>
          {each}
        </button>
      ))}
    </div>
  );
}

/** A language of the page that the model speaks. */
function spokenBy(model: Model): Language | undefined {
  return model.languages?.map((tag) => tag.slice(0, 2)).find(isLanguage);
}

/** One line above the box, until a model is chosen or the missing one is there again. */
export function InsteadNote({ model, missing }: { model: Model; missing: string }): ReactNode {
  const texts = useModelTexts();
  return (
    <div className="writing-note" role="status">
      <span>{texts.answersInstead(missing, model.title)}</span>
    </div>
  );
}

/** One line above the box, until it is dismissed, and then never again in this browser. */
export function WritingNote({ model, onDismiss }: { model: Model; onDismiss: () => void }) {
  const texts = useModelTexts();
  const { dismiss } = useTexts();
  const isAdmin = useMe().role === "admin";
  return (
    <div className="writing-note" role="status">
      <span>{texts.mayNotUnderstand(model.title, model.languages ?? [])}</span>
      {isAdmin && (
        <button type="button" className="link" onClick={() => openWay.set("connect")}>
          {texts.connectModel}
        </button>
      )}
      <IconButton
        label={dismiss}
        icon="close"
        onClick={() => {
          writeStored("localStorage", HINTED, "yes");
          onDismiss();
        }}
      />
    </div>
  );
}
