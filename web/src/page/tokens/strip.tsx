/**
 * The strip below an answer: its tokens, and what the model might have said in the place of one of them.
 * While the answer grows it shows the last one, and moves on with the stream until it is paused; what it
 * puts on the screen does not grow with the answer.
 */

import "./styles.css";
import { type ReactNode, type RefObject, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { AnswerState, Conversation } from "../../core/index.ts";
import { useClient, useModels, useStore } from "../../react/index.ts";
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
import { type Tokens, withBeginning } from "./token-list.ts";
import { LiveText, TintLegend, WholeText } from "./token-text.tsx";
import { moveBy, type Place, usePlace } from "./use-place.ts";

export interface StripProps {
  answer: AnswerState;
  growing: boolean;
  /** Has a question answered again. */
  onRegenerate: (questionId: string) => void;
  /** The sliders are there at once. */
  withSliders?: boolean;
  /** The bars begin as the model sees the tokens, however they were drawn. */
  asSeen?: boolean;
  /** Of an answer that has ended the first token is looked at, until another one is chosen. */
  fromFirst?: boolean;
}

/** So many candidates are asked for where the answer itself does not say how many it has. */
export const USUAL_CANDIDATES = 5;

export function TokenStrip({ answer, ...props }: StripProps): ReactNode {
  const client = useClient();
  const { conversationId } = answer;
  if (conversationId === null) return null;
  return <InPlace answer={answer} conversation={client.conversation(conversationId)} {...props} />;
}

interface PlaceProps extends StripProps {
  conversation: Conversation;
}

/** The last answer has its strip by itself; an earlier one has a button for it, if there is something. */
function InPlace(props: PlaceProps): ReactNode {
  const { answer, growing, conversation } = props;
  const texts = useTokenTexts();
  const [opened, setOpened] = useState(false);
  const last = useStore(conversation).branch.at(-1)?.message.id === answer.id;
  if (answer.candidates === 0 && answer.told === null) return last && <Without {...props} />;
  if (answer.notice === "no_candidates") {
    return last && <p className="tokens-note hint">{texts.refused}</p>;
  }
  if (last || growing) return <Strip {...props} last onClose={null} />;
  if (opened) return <Strip {...props} last={false} onClose={() => setOpened(false)} />;
  return (
    <button type="button" className="link tokens-open" onClick={() => setOpened(true)}>
      {texts.showAnswer}
    </button>
  );
}

/** What is said of an answer that was asked without candidates. */
function Without({ answer, growing, onRegenerate }: PlaceProps): ReactNode {
  const texts = useTokenTexts();
  const model = useModels().find(({ id }) => id === answer.model);
  const { questionId } = answer;
  if (model?.candidates === false) {
    return <p className="tokens-note hint">{texts.modelCannot(model.title)}</p>;
  }
  if (growing || questionId === null) return null;
  return (
    <p className="tokens-note hint">
      {texts.without}{" "}
      <button type="button" className="link" onClick={() => onRegenerate(questionId)}>
        {texts.askAgain}
      </button>
    </p>
  );
}

interface OpenProps extends PlaceProps {
  last: boolean;
  onClose: (() => void) | null;
}

function Strip(props: OpenProps): ReactNode {
  const { answer, growing, conversation, last, onClose } = props;
  const { withSliders = false, asSeen = false, fromFirst = false } = props;
  const texts = useTokenTexts();
  const tinted = useStore(usePreferences()).tokens === "tinted";
  const { tokens: generated, loading, retry } = useTokens(answer, growing);
  const known = !loading && retry === null;
  const tokens = useWithBeginning(generated, answer, conversation, known);
  const place = usePlace(tokens, growing, fromFirst);
  const { sampling, usual, choose } = useSampling(conversation, asSeen);
  const strip = useRef<HTMLElement>(null);
  const token = tokens.at(place.at);
  const keepFocus = useFocusWithin(strip, place);
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
  const goOn = (text: string): void => {
    const { questionId, model, candidates } = answer;
    if (questionId === null || token === undefined) return;
    const prefix = answer.text.slice(0, token.at) + text;
    const stream = conversation.regenerate(questionId, model, {
      prefix,
      candidates: candidates || USUAL_CANDIDATES,
    });
    if (stream !== null) given.set(stream.getSnapshot().answer.id, prefix.length);
  };
  const sliders = (
    <SamplingSliders sampling={sampling} usual={usual} unfolded={withSliders} onChoose={choose} />
  );
  return (
    <section
      ref={strip}
      className={tinted ? "tokens tinted" : "tokens"}
      aria-label={texts.strip}
      tabIndex={-1}
      onClick={keepFocus}
      onKeyDown={(event) => {
        keepFocus();
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
        <WholeText tokens={tokens} answer={answer} place={place} />
      )}
      {tinted && tokens.count > 0 && <TintLegend />}
      {withSliders && sliders}
      {token === undefined && growing && <p className="hint">{texts.waiting}</p>}
      {token !== undefined && (
        <CandidateBars
          token={token}
          distribution={distributionOf(token, sampling)}
          rows={answer.candidates || USUAL_CANDIDATES}
          model={answer.model}
          onGoOn={growing ? null : goOn}
        />
      )}
      {!withSliders && sliders}
      {!growing && <PromptView answerId={answer.id} />}
    </section>
  );
}

/** How long the beginnings are that were given here, by the ids of their versions. */
const given = new Map<string, number>();

/**
 * The tokens, and before them the beginning that somebody has chosen. After a reload that is the text
 * before the first token, once all are `known`; only an answer that was asked for beside another one can
 * have any.
 */
function useWithBeginning(
  tokens: Tokens,
  { id, text }: AnswerState,
  conversation: Conversation,
  known: boolean,
): Tokens {
  const { branch } = useStore(conversation);
  const isLater = known && branch.some(({ message, index }) => message.id === id && index > 0);
  const length = given.get(id) ?? (isLater ? (tokens.at(0)?.at ?? 0) : 0);
  const beginning = text.slice(0, length);
  return useMemo(() => withBeginning(tokens, beginning), [tokens, beginning]);
}

/**
 * Keeps the keyboard in the strip where what it was on is not there for the token that was gone to, or
 * has nothing more to do. The result is called before a key or a button does so.
 */
function useFocusWithin(strip: RefObject<HTMLElement | null>, { at, paused }: Place): () => void {
  const within = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another token is looked at
  useLayoutEffect(() => {
    const { activeElement } = document;
    const lost = activeElement === null || activeElement === document.body;
    // What only moves on with the stream was not gone to.
    if (within.current && paused && (lost || activeElement.matches(":disabled"))) {
      strip.current?.focus({ preventScroll: true });
    }
    within.current = false;
  }, [at]);
  return () => {
    within.current = true;
  };
}
