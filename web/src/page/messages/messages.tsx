/** The messages of a branch: each question with its answer, those out of sight when there is time. */

import {
  memo,
  type ReactNode,
  type RefObject,
  useCallback,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import type { BranchMessage, Conversation, ConversationView } from "../../core/index.ts";
import { useModels } from "../../react/index.ts";
import { AnswerArticle } from "./answer-article.tsx";
import type { Backlog } from "./backlog.ts";
import { modelTitle } from "./figures.ts";
import { QuestionArticle } from "./question-article.tsx";
import { sameEntries } from "./same-entries.ts";

interface MessagesProps {
  conversation: Conversation;
  view: ConversationView;
  model: string | undefined;
  /** How many candidates are asked for. */
  candidates: number;
  /** Nothing can be asked here any more: it was deleted. */
  readOnly: boolean;
  /** The id of the question that is being edited. */
  edited: string | undefined;
  onEdit: (entry: BranchMessage) => void;
  onAsked: () => void;
  /** Shows another version of a message. */
  onSwitch: (id: string) => void;
  backlog: Backlog;
}

export const Messages = memo(function Messages(props: MessagesProps): ReactNode {
  const { conversation, view, model, candidates, readOnly } = props;
  const { edited, onEdit, onSwitch, onAsked } = props;
  const models = useModels();
  const [branch, setBranch] = useState(view.branch);
  const [seen, setSeen] = useState(view.branch);
  if (seen !== view.branch) {
    setSeen(view.branch);
    setBranch(sameEntries(branch, view.branch));
  }
  const onContinue = useCallback(
    (answerId: string) => void conversation.continueAnswer(answerId),
    [conversation],
  );
  const onRegenerate = useCallback(
    (questionId: string) => {
      conversation.regenerate(questionId, model, candidates > 0 ? { candidates } : {});
      onAsked();
    },
    [conversation, model, candidates, onAsked],
  );
  return exchangesOf(branch).map(({ question, answer }, at, all) => (
    <Exchange
      key={(question ?? answer)?.message.id}
      question={question}
      answer={answer}
      model={answer?.message.role === "assistant" ? modelTitle(models, answer.message.model) : ""}
      last={at === all.length - 1}
      edited={question !== undefined && question.message.id === edited}
      backlog={props.backlog}
      onEdit={readOnly ? null : onEdit}
      onSwitch={onSwitch}
      onRegenerate={readOnly ? null : onRegenerate}
      onContinue={readOnly ? null : onContinue}
    />
  ));
});

interface Pair {
  readonly question: BranchMessage | undefined;
  readonly answer: BranchMessage | undefined;
}

/** Each question with the answer behind it. */
export function exchangesOf(branch: readonly BranchMessage[]): readonly Pair[] {
  const found: Pair[] = [];
  let question: BranchMessage | undefined;
  for (const entry of branch) {
    if (entry.message.role === "assistant") {
      found.push({ question, answer: entry });
      question = undefined;
    } else {
      if (question !== undefined) found.push({ question, answer: undefined });
      question = entry;
    }
  }
  if (question !== undefined) found.push({ question, answer: undefined });
  return found;
}

interface ExchangeProps extends Pair {
  model: string;
  last: boolean;
  edited: boolean;
  /** What a question is called; default: the reader's own. */
  questionName?: string;
  backlog: Backlog;
  onEdit: ((entry: BranchMessage) => void) | null;
  onSwitch: (id: string) => void;
  onRegenerate: ((questionId: string) => void) | null;
  onContinue: ((answerId: string) => void) | null;
}

export const Exchange = memo(function Exchange(props: ExchangeProps): ReactNode {
  const { question, answer, last, edited, backlog, onSwitch } = props;
  // Who turns to another version goes on from its buttons: the focus is put there at once.
  const several = [question, answer].some((entry) => (entry?.versions.length ?? 0) > 1);
  const [element, bare] = useBacklog(backlog, last || several);
  return (
    <div
      ref={element}
      className={last ? "exchange" : "exchange settled"}
      style={{ containIntrinsicBlockSize: `auto ${heightOf(question) + heightOf(answer)}px` }}
    >
      {question !== undefined && (
        <QuestionArticle
          entry={question}
          edited={edited}
          bare={bare}
          name={props.questionName}
          onEdit={props.onEdit}
          onSwitch={onSwitch}
        />
      )}
      {answer !== undefined && (
        <AnswerArticle
          // Another version is another text.
          key={answer.message.id}
          entry={answer}
          model={props.model}
          bare={bare}
          onSwitch={onSwitch}
          onRegenerate={props.onRegenerate}
          onContinue={props.onContinue}
        />
      )}
    </div>
  );
});

/** Whether an exchange is shown by its bare text: until its turn comes, or never if it is `whole`. */
function useBacklog(
  backlog: Backlog,
  whole: boolean,
): [element: RefObject<HTMLDivElement | null>, bare: boolean] {
  const element = useRef<HTMLDivElement>(null);
  const [bare, setBare] = useState(!whole);
  useLayoutEffect(() => {
    if (!bare || element.current === null) return undefined;
    return backlog.add(element.current, () => setBare(false));
  }, [backlog, bare]);
  return [element, bare];
}

const LINE_PX = 26;
const LINE_CHARS = 70;
/** Space around a message, and what can be done with it. */
const AROUND_PX = 70;

/** About how high a message is, until it is laid out: the place of the scroll bar depends on it. */
function heightOf(entry: BranchMessage | undefined): number {
  if (entry === undefined) return 0;
  const { text } = entry.message;
  const breaks = text.split("\n").length;
  return AROUND_PX + Math.round(LINE_PX * (text.length / LINE_CHARS + breaks / 2));
}
