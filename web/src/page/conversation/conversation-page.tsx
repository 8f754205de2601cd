/** One conversation: its messages, and the box for the next question. */

import { type ReactNode, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type {
  BranchMessage,
  Conversation,
  ConversationView,
  TakenDraft,
} from "../../core/index.ts";
import { useStore } from "../../react/index.ts";
import { Composer } from "../composer/composer.tsx";
import { ModelPicker, useChosenModel } from "../composer/model-picker.tsx";
import { useDraft } from "../composer/use-draft.ts";
import { Backlog } from "../messages/backlog.ts";
import { Messages } from "../messages/messages.tsx";
import { type StickyScroll, useStickyScroll } from "../messages/use-sticky-scroll.ts";
import { usePreferences } from "../preferences.tsx";
import { ErrorBar } from "../shared/error-bar.tsx";
import { Icon } from "../shared/icons.tsx";
import { lateMarkdown } from "../shared/markdown-text.tsx";
import { Reason } from "../shared/reason.tsx";
import { useTexts } from "../text/texts.tsx";
import { Announcer } from "./announcer.tsx";
import { Gone } from "./gone.tsx";
import { useGlide } from "./use-glide.ts";
import { Suggestions, Welcome } from "./welcome.tsx";

/** The element that has the messages and the box. */
export const CONVERSATION_ID = "conversation";

interface PageProps {
  conversation: Conversation;
  /** Stands above the box. */
  toast: ReactNode;
  onNewChat: () => void;
}

export function ConversationPage({ conversation, toast, onNewChat }: PageProps): ReactNode {
  const texts = useTexts();
  const view = useStore(conversation);
  const scroll = useStickyScroll();
  const backlog = useOpenBacklog(scroll, view);
  const section = useRef<HTMLElement>(null);
  const dock = useRef<HTMLElement>(null);
  const { instructions } = useStore(usePreferences());
  const { draft, view: written } = useDraft(conversation);
  const { edited } = written;
  const chosen = useChosenModel(draft, written.model, view.branch);
  const model = chosen.model === undefined ? {} : { model: chosen.model.id };
  const beginEdit = useCallback((entry: BranchMessage) => draft.edit(entry), [draft]);
  const empty = view.branch.length === 0;
  const isNew = view.load === "new" && empty;
  const leaveMiddle = useGlide(dock, !isNew);
  const gone = view.load === "failed" && view.loadError?.status === 404;

  const ask = ({ content, editOf }: TakenDraft): void => {
    const system = instructions.trim();
    // Later questions go by what the conversation itself has, which may be other instructions.
    const opening = view.id === null && system !== "" ? { system } : {};
    conversation.ask(content, { ...model, ...opening, ...(editOf !== null && { editOf }) });
    if (isNew) leaveMiddle();
    scroll.toEnd();
  };
  const { toShow } = scroll;
  useEffect(() => {
    if (edited?.id !== undefined) toShow("edited-question");
  }, [edited?.id, toShow]);
  const goneCard = (
    <Gone
      id={view.id}
      deleted={view.loadError?.code === "conversation_deleted"}
      onNewChat={onNewChat}
    />
  );
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
              section={section}
              conversation={conversation}
              view={view}
              model={chosen.model?.id}
              readOnly={gone}
              edited={edited?.id}
              onEdit={beginEdit}
              onAsked={scroll.toEnd}
              hold={scroll.hold}
              backlog={backlog}
            />
          </section>
          {isNew && <Welcome />}
          {gone && empty && <div className="load-state">{goneCard}</div>}
          <LoadState view={view} onRetry={() => void conversation.load()} />
        </div>
      </div>
      <footer ref={dock} className="dock">
        {scroll.away && (
          <button type="button" className="to-end" aria-label={texts.toEnd} onClick={scroll.toEnd}>
            <Icon name="down" />
          </button>
        )}
        {toast}
        <ErrorBar
          error={view.rejected?.error ?? view.error}
          onDismiss={() => conversation.clearError()}
        />
        {gone ? (
          !empty && goneCard
        ) : (
          <Composer
            draft={draft}
            growing={view.live !== null}
            stopping={view.stopping}
            onSend={() => ask(draft.take())}
            onStop={() => void conversation.stop()}
          >
            <ModelPicker chosen={chosen} />
          </Composer>
        )}
      </footer>
      {isNew && <Suggestions onChoose={(text) => ask({ content: { text }, editOf: null })} />}
      <Announcer live={view.live} />
    </main>
  );
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
  return (
    <div className="load-state" role="alert">
      <strong>{texts.loadFailed}</strong>
      <Reason code={loadError.code} detail={loadError.message} />
      <button type="button" onClick={onRetry}>
        {texts.retry}
      </button>
    </div>
  );
}
