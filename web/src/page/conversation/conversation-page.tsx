/** One conversation: its messages, and the box for the next question. */

import { type ReactNode, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type {
  AskExtras,
  BranchMessage,
  Conversation,
  ConversationView,
  QuestionContent,
  TakenDraft,
} from "../../core/index.ts";
import type { ApiError } from "../../protocol/index.ts";
import { useStore } from "../../react/index.ts";
import type { Opening } from "../actions/opening.ts";
import { Composer } from "../composer/composer.tsx";
import { useDraft } from "../composer/use-draft.ts";
import { Backlog } from "../messages/backlog.ts";
import { Messages } from "../messages/messages.tsx";
import { type StickyScroll, useStickyScroll } from "../messages/use-sticky-scroll.ts";
import { type ChosenModel, ModelPicker, useChosenModel } from "../models/model-picker.tsx";
import { useFixed } from "../person/use-me.ts";
import { usePreferences } from "../preferences.tsx";
import { Queue, useQueue } from "../queue/queue.tsx";
import { ErrorBar } from "../shared/error-bar.tsx";
import { Icon } from "../shared/icons.tsx";
import { Late, useLate } from "../shared/late.ts";
import { lateMarkdown } from "../shared/markdown-text.tsx";
import { Reason } from "../shared/reason.tsx";
import { useTexts } from "../text/texts.tsx";
import { useCandidates } from "../tokens/tokens.tsx";
import { useGlide } from "./use-glide.ts";
import { type ChosenParameters, useParameters } from "./use-parameters.ts";
import type { Target } from "./use-target.ts";
import { Suggestions, Welcome } from "./welcome.tsx";

const lateBeside = new Late(() => import("./beside.tsx"));

/** The element that has the messages and the box. */
export const CONVERSATION_ID = "conversation";

interface PageProps {
  conversation: Conversation;
  /** What a new conversation begins with. */
  opening: Opening;
  onOpening: (opening: Opening) => void;
  /** There is nothing at the address of the page. */
  lost: boolean;
  /** The message that a search has found. */
  target: Target | null;
  /** Stands above the box. */
  toast: ReactNode;
  onNewChat: () => void;
}

export function ConversationPage(props: PageProps): ReactNode {
  const { conversation, opening, onOpening, lost, toast, onNewChat } = props;
  const texts = useTexts();
  const view = useStore(conversation);
  const scroll = useStickyScroll();
  const backlog = useOpenBacklog(scroll, view);
  const section = useRef<HTMLElement>(null);
  const { loaded: late } = useLate(lateBeside, true);
  const dock = useRef<HTMLElement>(null);
  const { instructions } = useStore(usePreferences());
  const { draft, view: written } = useDraft(conversation);
  const { edited } = written;
  const empty = view.branch.length === 0;
  const { assistant } = opening;
  const chosen = useChosenModel(draft, written.model, view.branch, assistant?.model);
  const candidates = useCandidates(chosen.model);
  const made = useParameters(view, opening, onOpening, instructions);
  const switching = useRef<((id: string) => void) | null>(null);
  const onSwitch = useCallback(
    (id: string) => (switching.current ?? ((to) => void conversation.showVersion(to)))(id),
    [conversation],
  );
  const beginEdit = useCallback((entry: BranchMessage) => draft.edit(entry), [draft]);
  const isNew = view.load === "new" && empty && !lost;
  const leaveMiddle = useGlide(dock, !isNew);
  const gone = lost || (view.load === "failed" && view.loadError?.status === 404);

  const wishes = (): AskExtras => ({
    ...chosen.ask,
    ...made.ask(),
    ...(candidates > 0 && { candidates }),
  });
  const ask = ({ content, editOf }: TakenDraft): void => {
    conversation.ask(content, { ...wishes(), ...(editOf !== null && { editOf }) });
    if (isNew) leaveMiddle();
    scroll.toEnd();
  };
  const queue = useQueue(conversation);
  const { toShow } = scroll;
  useEffect(() => {
    if (edited?.id !== undefined) toShow("edited-question");
  }, [edited?.id, toShow]);
  const reload = (): void => void conversation.load();
  const goneCard = <GoneCard lost={lost} view={view} onNewChat={onNewChat} onRetry={reload} />;
  return (
    <main
      id={CONVERSATION_ID}
      className={isNew ? "conversation new" : "conversation"}
      // The way past the sidebar leads here.
      tabIndex={-1}
    >
      {!isNew && <h1 className="off-screen">{view.title || texts.conversation}</h1>}
      <div className="scroll" ref={scroll.frame}>
        <div ref={scroll.content}>
          <section ref={section} className="messages" aria-label={texts.conversation}>
            <Messages
              conversation={conversation}
              view={view}
              model={chosen.model?.id}
              candidates={candidates}
              readOnly={gone}
              edited={edited?.id}
              onEdit={beginEdit}
              onAsked={scroll.toEnd}
              onSwitch={onSwitch}
              backlog={backlog}
            />
          </section>
          <Queue
            conversation={conversation}
            onTakenBack={(content) => draft.write(joined(content, written.content))}
          />
          {isNew && <Welcome model={chosen.model} opening={opening} />}
          {gone && empty && <div className="load-state">{goneCard}</div>}
          <LoadState view={view} onRetry={reload} />
        </div>
      </div>
      <footer ref={dock} className="dock">
        <ToEnd {...scroll} />
        {toast}
        <Refusal conversation={conversation} view={view} />
        {late && <late.WritingHint {...chosen} text={written.content.text} welcomed={isNew} />}
        {gone ? (
          !empty && goneCard
        ) : (
          <Composer
            draft={draft}
            growing={view.live !== null}
            stopping={view.stopping}
            model={chosen.model}
            temporary={isTemporary(view, opening)}
            onSend={() => ask(draft.take())}
            onQueue={queue && (() => queue.add(draft.take().content, wishes()))}
            onStop={() => void conversation.stop()}
          >
            <Choices chosen={chosen} made={made} branch={view.branch} />
          </Composer>
        )}
      </footer>
      {isNew && (
        <Suggestions
          model={chosen.model}
          opening={opening}
          onChoose={(text) =>
            ask({ content: joined({ text }, assistant && draft.take().content), editOf: null })
          }
        />
      )}
      {late && (
        <late.Beside
          {...props}
          section={section}
          scroll={scroll}
          switching={switching}
          onChooseModel={chosen.choose}
        />
      )}
    </main>
  );
}

interface GoneCardProps extends LoadProps {
  lost: boolean;
  onNewChat: () => void;
}

function GoneCard({ lost, view, onNewChat, onRetry }: GoneCardProps): ReactNode {
  const { loaded, failed } = useLate(lateBeside, true);
  if (loaded === null) return failed && <LoadFailed error={view.loadError} onRetry={onRetry} />;
  const deleted = view.loadError?.code === "conversation_deleted";
  return <loaded.Gone id={lost ? null : view.id} deleted={deleted} onNewChat={onNewChat} />;
}

function Refusal({
  conversation,
  view,
}: Pick<PageProps, "conversation"> & Pick<LoadProps, "view">): ReactNode {
  const { loaded } = useLate(lateBeside, true);
  return (
    <ErrorBar
      error={view.rejected?.error ?? view.error}
      onDismiss={() => conversation.clearError()}
    >
      {loaded && <loaded.ReadInstead view={view} />}
    </ErrorBar>
  );
}

function ToEnd({ away, toEnd }: StickyScroll): ReactNode {
  const texts = useTexts();
  if (!away) return null;
  return (
    <button type="button" className="to-end" aria-label={texts.toEnd} onClick={toEnd}>
      <Icon name="down" />
    </button>
  );
}

interface ChoicesProps {
  chosen: ChosenModel;
  made: ChosenParameters;
  branch: ConversationView["branch"];
}

/** Which model answers, and whether it thinks first. */
function Choices({ chosen, made, branch }: ChoicesProps): ReactNode {
  const { loaded } = useLate(lateBeside, true);
  const { model } = chosen;
  const fixed = useFixed();
  return (
    <div className="composer-choices">
      {!fixed.includes("model") && <ModelPicker chosen={chosen} />}
      {loaded && !fixed.includes("parameters") && (
        <loaded.ThinkingSwitch
          model={model}
          branch={branch}
          thinking={made.thinking}
          onChange={made.think}
        />
      )}
      {loaded && <loaded.TokensSwitch />}
    </div>
  );
}

/** One question before what is written already, with the pictures of both. */
function joined(first: QuestionContent, second: QuestionContent | null): QuestionContent {
  if (second === null) return first;
  const attachments = [...(first.attachments ?? []), ...(second.attachments ?? [])];
  return { text: [first.text, second.text].filter(Boolean).join("\n\n"), attachments };
}

function isTemporary({ id, temporary }: ConversationView, opening: Opening): boolean {
  return id === null ? opening.temporary : temporary;
}

/** What of the messages waits to be shown in full; what is in sight is so before it is painted. */
function useOpenBacklog({ frame, settle }: StickyScroll, { branch }: ConversationView): Backlog {
  const [backlog] = useState(() => new Backlog());
  const dressed = useStore(lateMarkdown).loaded !== null;
  useLayoutEffect(() => {
    // Before that nothing could be shown in another way than it is.
    return dressed && frame.current !== null ? backlog.open(frame.current) : undefined;
  }, [backlog, frame, dressed]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever there are other messages
  useLayoutEffect(() => {
    settle();
    backlog.showNear();
  }, [backlog, settle, branch, dressed]);
  return backlog;
}

interface LoadProps {
  view: ConversationView;
  onRetry: () => void;
}

function LoadState({ view, onRetry }: LoadProps): ReactNode {
  const texts = useTexts();
  if (view.load === "loading" && view.branch.length === 0) {
    return <p className="load-state">{texts.loading}</p>;
  }
  const { load, loadError } = view;
  if (load !== "failed" || loadError === null || loadError.status === 404) return null;
  return <LoadFailed error={loadError} onRetry={onRetry} />;
}

interface FailedProps {
  error: ApiError | null;
  onRetry: () => void;
}

function LoadFailed({ error, onRetry }: FailedProps): ReactNode {
  const texts = useTexts();
  return (
    <div className="load-state" role="alert">
      <strong>{texts.loadFailed}</strong>
      {error !== null && <Reason code={error.code} detail={error.message} />}
      <button type="button" onClick={onRetry}>
        {texts.retry}
      </button>
    </div>
  );
}
