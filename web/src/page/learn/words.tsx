/** The first half of the lesson: how the words of an answer are chosen, on an answer with candidates. */

import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import type { Model } from "../../protocol/index.ts";
import { useModels } from "../../react/index.ts";
import type { ChosenModel } from "../models/model-picker.tsx";
import { PromptTokens } from "../tokens/prompt-view.tsx";
import { TokenStrip, USUAL_CANDIDATES } from "../tokens/strip.tsx";
import { useExample } from "./example.tsx";
import { AnswerPane, QuestionBar } from "./question-bar.tsx";
import { useLearnTexts } from "./text/texts.ts";
import { type Machine, useShown } from "./use-machine.ts";

/** An answer of a few words is enough, and each of them is one to be looked at. */
const MOST_TOKENS = 120;

/** The last step about the question. */
export const QUESTION_END = 2;

interface WordsProps {
  machine: Machine;
  chosen: ChosenModel;
  step: number;
}

export function Words({ machine, chosen, step }: WordsProps): ReactNode {
  const texts = useLearnTexts();
  // The first answer goes well; where the text speaks of one that goes astray, that is asked for.
  const { question, note } = useExample(chosen.model, step <= QUESTION_END ? "seoul" : "france");
  const { model } = chosen;
  const candidates = model?.candidates === false ? {} : { candidates: USUAL_CANDIDATES };
  // The same answer for everybody: by chance somebody would see another lesson. Some services refuse it.
  const steady = model?.provider === "embedded" ? { temperature: 0 } : {};
  return (
    <>
      <QuestionBar
        key={question}
        machine={machine}
        example={question}
        onAsk={(asked) =>
          machine.ask(asked, { ...chosen.ask, ...candidates, ...steady, max_tokens: MOST_TOKENS })
        }
      />
      {step === 1 && note}
      {step !== 2 && model?.provider === "embedded" && <p className="hint">{texts.steady}</p>}
      {step === 3 && model !== undefined && model.provider !== "embedded" && (
        <p className="hint">{texts.otherModel(model.title)}</p>
      )}
      {model?.candidates === false && <Without model={model} onChoose={chosen.choose} />}
      <AnswerPane machine={machine} />
      <Tokens key={step} machine={machine} chosen={chosen} step={step} />
    </>
  );
}

/** The strip below the answer, or what it has of the question. */
function Tokens({ machine, chosen, step }: WordsProps): ReactNode {
  const texts = useLearnTexts();
  const shown = useShown(machine);
  const held = useHeldHeight(shown?.growing === true);
  useFirstVersion(machine, step === 4);
  if (shown === null) return null;
  const { answer, growing, live } = shown;
  if (step === 2) {
    // The model gets it when the question has arrived.
    if (live?.arrived === false) return null;
    return (
      <section className="tokens" aria-label={texts.question}>
        <PromptTokens key={answer.id} answerId={answer.id} />
      </section>
    );
  }
  return (
    <div ref={held}>
      <TokenStrip
        // Another version has nothing chosen.
        key={answer.id}
        answer={answer}
        growing={growing}
        withSliders={step === 4}
        asSeen
        fromFirst={step === 3 || step === 4}
        onRegenerate={(questionId) =>
          machine.conversation.regenerate(questionId, chosen.ask.model, {
            candidates: USUAL_CANDIDATES,
          })
        }
      />
    </div>
  );
}

/** Goes back to the first version, as it was not begun by hand: the sliders have more to share out. */
function useFirstVersion({ conversation, entry }: Machine, wanted: boolean): void {
  const first = wanted && entry !== undefined ? entry.versions[0] : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the step is turned to
  useEffect(() => {
    if (first !== undefined) void conversation.showVersion(first);
  }, []);
}

/** Keeps the place of the strip while an answer grows, as its strip is lower: the page would jump. */
function useHeldHeight(growing: boolean): RefObject<HTMLDivElement | null> {
  const held = useRef<HTMLDivElement>(null);
  const height = useRef(0);
  useLayoutEffect(() => {
    if (held.current === null) return;
    held.current.style.minHeight = growing ? `${height.current}px` : "";
    if (!growing) height.current = held.current.offsetHeight;
  });
  return held;
}

/** Said of a model that tells no candidates, with those that do. */
function Without({ model, onChoose }: { model: Model; onChoose: (id: string) => void }): ReactNode {
  const texts = useLearnTexts();
  const others = useModels().filter(({ candidates }) => candidates === true);
  return (
    <div className="lesson-note" role="status">
      <p>{texts.noCandidates(model.title)}</p>
      {others.slice(0, 3).map(({ id, title }) => (
        <button key={id} type="button" onClick={() => onChoose(id)}>
          {texts.use(title)}
        </button>
      ))}
    </div>
  );
}
