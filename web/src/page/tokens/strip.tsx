/**
 * The strip below an answer: its tokens, and what the model might have said in the place of one of them.
 * While the answer grows it shows the last one, and moves on with the stream until it is paused; what it
 * puts on the screen does not grow with the answer.
 */

import "./styles.css";
import { type ReactNode, useRef, useState } from "react";
import type { AnswerState } from "../../core/index.ts";
import type { Answer } from "../../protocol/index.ts";
import { useModels, useStore } from "../../react/index.ts";
import { useShortcuts } from "../keys/use-shortcuts.ts";
import { find } from "../landmarks.ts";
import { usePreferences } from "../preferences.tsx";
import { CandidateBars } from "./candidate-bars.tsx";
import { distributionOf } from "./distribution.ts";
import { useTokens } from "./known-tokens.ts";
import { PromptView } from "./prompt-view.tsx";
import { SamplingSliders, useSampling } from "./sampling-sliders.tsx";
import { StripHead } from "./strip-head.tsx";
import { useTokenTexts } from "./text/texts.ts";
import { LiveText, WholeText } from "./token-text.tsx";
import { moveBy, usePlace } from "./use-place.ts";

export interface StripProps {
  message: Answer;
  answer: AnswerState;
  growing: boolean;
  /** It is the last one of the conversation: its strip is open by itself. */
  last: boolean;
  /** Has the question answered again, with candidates. */
  onAgain: () => void;
  /** Has a new version of the answer begin with `prefix`. */
  onGoOn: (prefix: string) => void;
}

export function TokenStrip(props: StripProps): ReactNode {
  const { answer, growing, last } = props;
  const texts = useTokenTexts();
  const [opened, setOpened] = useState(false);
  const asked = answer.candidates > 0 || answer.told !== null;
  if (!asked) return last && <Without {...props} />;
  if (answer.notice === "no_candidates") {
    return last && <p className="tokens-note hint">{texts.refused}</p>;
  }
  if (last || growing) return <Strip {...props} onClose={null} />;
  if (opened) return <Strip {...props} onClose={() => setOpened(false)} />;
  return (
    <button type="button" className="link tokens-open" onClick={() => setOpened(true)}>
      {texts.showAnswer}
    </button>
  );
}

/** What is said of an answer that was not asked for candidates. */
function Without({ message, growing, onAgain }: StripProps): ReactNode {
  const texts = useTokenTexts();
  const model = useModels().find(({ id }) => id === message.model);
  if (model?.candidates === false) {
    return <p className="tokens-note hint">{texts.modelCannot(model.title)}</p>;
  }
  if (growing) return null;
  return (
    <p className="tokens-note hint">
      {texts.without}{" "}
      <button type="button" className="link" onClick={onAgain}>
        {texts.askAgain}
      </button>
    </p>
  );
}

interface OpenProps extends StripProps {
  onClose: (() => void) | null;
}

function Strip({ message, answer, growing, last, onGoOn, onClose }: OpenProps): ReactNode {
  const texts = useTokenTexts();
  const tinted = useStore(usePreferences()).tokens === "tinted";
  const { tokens, loading, retry } = useTokens(answer, growing);
  const place = usePlace(tokens);
  const { sampling, usual, choose } = useSampling(answer);
  const strip = useRef<HTMLElement>(null);
  const token = tokens.at(place.at);
  useShortcuts({
    pauseTokens: () => {
      if (!last || strip.current === null || strip.current.closest("[inert]") !== null)
        return false;
      if (place.paused) {
        place.follow();
        find("message-box", document)?.focus();
      } else {
        place.pause();
        strip.current.focus();
      }
      return true;
    },
  });
  return (
    <section
      ref={strip}
      className={tinted ? "tokens tinted" : "tokens"}
      aria-label={texts.strip}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (moveBy(event, place)) event.preventDefault();
      }}
    >
      <StripHead {...{ tokens, place, growing, tinted, onClose }} />
      {retry !== null && (
        <p className="hint" role="alert">
          {texts.failed}{" "}
          <button type="button" className="link" onClick={retry}>
            {texts.retry}
          </button>
        </p>
      )}
      {loading && <p className="hint">{texts.loading}</p>}
      {growing ? (
        <LiveText tokens={tokens} place={place} />
      ) : (
        <WholeText tokens={tokens} text={answer.text} place={place} />
      )}
      {token === undefined && growing && <p className="hint">{texts.waiting}</p>}
      {token !== undefined && (
        <CandidateBars
          // Another token has nothing picked.
          key={growing ? "growing" : place.at}
          token={token}
          distribution={distributionOf(token, sampling)}
          rows={answer.candidates || token.candidates.length}
          model={message.model}
          onGoOn={growing ? null : (text) => onGoOn(answer.text.slice(0, token.at) + text)}
        />
      )}
      <SamplingSliders sampling={sampling} usual={usual} onChoose={choose} />
      {!growing && <PromptView answerId={message.id} />}
    </section>
  );
}
