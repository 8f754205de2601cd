/** What stands above the tokens of an answer: which of them is looked at, and how to move to others. */

import { type ReactNode, useState } from "react";
import { withKeys } from "../keys/shortcuts.ts";
import { isMac } from "../keys/use-shortcuts.ts";
import { usePreferences } from "../preferences.tsx";
import { IconButton } from "../shared/icon-button.tsx";
import { DRAWINGS } from "../shared/late-icons.ts";
import { LessonLink } from "../shared/lesson-link.tsx";
import { shownAlone } from "./shown-text.ts";
import type { TokenTexts } from "./text/en.ts";
import { useTokenTexts } from "./text/texts.ts";
import type { Token, Tokens } from "./token-list.ts";
import type { Place } from "./use-place.ts";

interface HeadProps {
  tokens: Tokens;
  place: Place;
  growing: boolean;
  tinted: boolean;
  onClose: (() => void) | null;
}

export function StripHead({ tokens, place, growing, tinted, onClose }: HeadProps): ReactNode {
  const texts = useTokenTexts();
  const preferences = usePreferences();
  const [explained, setExplained] = useState(false);
  return (
    <>
      <div className="tokens-head">
        <IconButton
          label={texts.previous}
          icon="left"
          disabled={place.at <= 0}
          onClick={() => place.go(place.at - 1)}
        />
        <span className="tokens-place">{texts.position(place.at + 1, tokens.count)}</span>
        <IconButton
          label={texts.next}
          icon="right"
          disabled={place.at >= tokens.count - 1}
          onClick={() => place.go(place.at + 1)}
        />
        {growing && (
          <IconButton
            label={place.paused ? texts.follow : texts.pause}
            title={withKeys(place.paused ? texts.follow : texts.pause, "pauseTokens", isMac)}
            icon={place.paused ? DRAWINGS.play : DRAWINGS.pause}
            onClick={place.paused ? place.follow : place.pause}
          />
        )}
        <button
          type="button"
          className="link tokens-tint"
          title={texts.tintHint}
          aria-pressed={tinted}
          onClick={() => preferences.choose("tokens", tinted ? "on" : "tinted")}
        >
          {texts.tint}
        </button>
        <button
          type="button"
          className="link tokens-help"
          aria-label={texts.help}
          title={texts.help}
          aria-expanded={explained}
          onClick={() => setExplained(!explained)}
        >
          ?
        </button>
        {onClose !== null && (
          <button type="button" className="link tokens-close" onClick={onClose}>
            {texts.hideAnswer}
          </button>
        )}
      </div>
      {explained && (
        <p className="tokens-explained">
          {texts.helpText} <LessonLink step={1}>{texts.lesson}</LessonLink>
        </p>
      )}
      {/* Not with every token that comes, only where somebody has gone. */}
      <p className="off-screen" role="status">
        {place.paused && spokenOf(texts, place.at, tokens.at(place.at))}
      </p>
    </>
  );
}

/** Nothing of it changes while more tokens come: that would be said again with each of them. */
function spokenOf(texts: TokenTexts, at: number, token: Token | undefined): string | null {
  if (token === undefined) return null;
  const { given, logprob } = token;
  const share = given
    ? texts.chosenByYou
    : logprob === null
      ? ""
      : texts.percent(Math.exp(logprob));
  return texts.spoken(at + 1, shownAlone(token.text), share);
}
