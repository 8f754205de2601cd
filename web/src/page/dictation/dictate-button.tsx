/** The button that takes dictation into the message box, and what it says of that. */

import "./styles.css";
import { type ReactNode, useEffect, useState } from "react";
import { flushSync } from "react-dom";
import type { Draft } from "../../core/index.ts";
import { useStore } from "../../react/index.ts";
import { IconButton } from "../shared/icon-button.tsx";
import { DRAWINGS } from "../shared/late-icons.ts";
import { useLanguage } from "../text/texts.tsx";
import { Dictating, dictatedLanguage, type RecognitionClass } from "./recognition.ts";
import { useDictationTexts } from "./text/texts.ts";

export interface DictateButtonProps {
  readonly recognition: RecognitionClass;
  readonly box: { readonly current: HTMLTextAreaElement | null };
  readonly draft: Draft;
}

/** Nothing where this machine does not understand the reader's language by itself. */
export function DictateButton({ recognition, box, draft }: DictateButtonProps): ReactNode {
  const texts = useDictationTexts();
  const [dictating] = useState(() => new Dictating(recognition, writtenIn(box, draft)));
  const { listening, trouble } = useStore(dictating);
  const language = useDictatedLanguage(recognition);
  const { text } = useStore(draft).content;
  useEffect(() => dictating.follow(text), [dictating, text]);
  useEffect(() => () => dictating.cancel(), [dictating]);
  useEnds(dictating, listening);
  if (language === null) return null;
  const press = (): void => {
    if (listening) dictating.stop();
    else dictating.start(language);
    // A phone would raise its keyboard.
    if (matchMedia("(hover: hover)").matches) box.current?.focus();
  };
  return (
    <>
      {listening && (
        <p className="dictation-note" role="status">
          {texts.listening}
        </p>
      )}
      {trouble !== null && (
        <p className="dictation-note wrong" role="alert">
          {texts[trouble]}
        </p>
      )}
      <IconButton
        className="dictate"
        label={listening ? texts.stopDictation : texts.dictate}
        icon={DRAWINGS.microphone}
        aria-pressed={listening}
        onClick={press}
      />
    </>
  );
}

function writtenIn(box: DictateButtonProps["box"], draft: Draft) {
  return {
    read: () => ({
      text: draft.getSnapshot().content.text,
      start: box.current?.selectionStart ?? 0,
      end: box.current?.selectionEnd ?? 0,
    }),
    write: (text: string, caret: number): void => {
      flushSync(() => draft.setText(text));
      box.current?.setSelectionRange(caret, caret);
    },
  };
}

/** The language that is understood here, once the browser has told; null: none. */
function useDictatedLanguage(recognition: RecognitionClass): string | null {
  const wanted = useLanguage();
  const [language, setLanguage] = useState<string | null>(null);
  useEffect(() => {
    let over = false;
    void dictatedLanguage(recognition, wanted).then((found) => {
      if (!over) setLanguage(found);
    });
    return () => {
      over = true;
    };
  }, [recognition, wanted]);
  return language;
}

/** Ends it with Escape, before that means anything else, and when the page goes out of sight. */
function useEnds(dictating: Dictating, listening: boolean): void {
  useEffect(() => {
    if (!listening) return;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      dictating.stop();
    };
    const onHidden = (): void => {
      if (document.visibilityState === "hidden") dictating.stop();
    };
    document.addEventListener("keydown", onKeyDown, true);
    document.addEventListener("visibilitychange", onHidden);
    return () => {
      document.removeEventListener("keydown", onKeyDown, true);
      document.removeEventListener("visibilitychange", onHidden);
    };
  }, [dictating, listening]);
}
