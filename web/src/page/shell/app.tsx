/**
 * The page as a whole: the conversation that the address names, the sidebar and the inspector beside
 * it, the dialog that is open above, the shortcuts that hold everywhere, and the title of the window.
 */

import { type ReactNode, type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { navigate, usePathname } from "wouter/use-browser-location";
import type { Client, Conversation } from "../../core/index.ts";
import { useClient, useConversation, useStore } from "../../react/index.ts";
import { lateActions } from "../actions/late-actions.ts";
import { PLAIN } from "../actions/opening.ts";
import { conversationAt, isAssistants, isHome, pathOf } from "../addresses.ts";
import { focusMessageBox } from "../composer/composer.tsx";
import { CONVERSATION_ID, ConversationPage } from "../conversation/conversation-page.tsx";
import type { Target } from "../conversation/use-target.ts";
import { Inspector, useInspector } from "../inspector/inspector.tsx";
import { useShortcuts } from "../keys/use-shortcuts.ts";
import { lateNotice } from "../messages/answer-article.tsx";
import { lateModels } from "../models/late-models.ts";
import { openWay } from "../models/ways.ts";
import { returned } from "../person/returned.ts";
import { lateDialogs, OpenDialog } from "../settings/dialogs.ts";
import type { DialogName } from "../settings/open-dialog.tsx";
import { useFilesStayOut } from "../shared/file-drops.ts";
import { useLate } from "../shared/late.ts";
import { lateMarkdown } from "../shared/markdown-text.tsx";
import { lateReason } from "../shared/reason.tsx";
import { Sidebar } from "../sidebar/sidebar.tsx";
import { type SidebarState, useSidebar } from "../sidebar/use-sidebar.ts";
import { useTexts } from "../text/texts.tsx";
import { TopBar, useConversationTitle } from "./top-bar.tsx";
import { useLeaving } from "./use-leaving.ts";
import { useTheme } from "./use-theme.ts";

export function App(): ReactNode {
  const path = usePathname();
  const id = conversationAt(path);
  const { conversation, view } = useConversation(id);
  const sidebar = useSidebar();
  const inspector = useInspector();
  // A provider was to be linked, or the log-in by it was refused: the account's dialog says so.
  const [dialog, setDialog] = useState<DialogName | null>(() =>
    returned() === null || returned() === "done" ? null : "account",
  );
  useTheme();
  useFilesStayOut();
  useRefresh(id);
  useTitle(conversation);
  const left = useOwnAddress(id, conversation);
  useEffect(beginAll, []);
  const { loaded: actions } = useLate(lateActions, true);

  const { narrow, close } = sidebar;
  const [target, setTarget] = useState<Target | null>(null);
  const [opening, setOpening] = useState(PLAIN);
  const open = useCallback(
    (to: string | null, messageId?: string) => {
      if (narrow) close();
      setOpening(PLAIN);
      setTarget(to === null || messageId === undefined ? null : { in: to, messageId });
      const begins = id === null && view.id !== null;
      left.current = to === null && begins ? conversation : null;
      // Another conversation's box takes the focus by itself.
      if (pathOf(to) === path) focusMessageBox();
      else navigate(pathOf(to));
    },
    [id, path, narrow, close, conversation, view.id, left],
  );
  const { remove, comeBack } = useLeaving(id, open);
  useShortcuts({
    newChat: () => open(null),
    search: () => sidebar.open("search-box"),
    sidebar: sidebar.toggle,
    help: () => setDialog("shortcuts"),
    // Escape closes the drawer before it stops an answer.
    ...(sidebar.drawer ? { stop: close } : {}),
  });
  const toast = actions && <actions.UndoToast onRestored={comeBack} />;
  return (
    <div className={layoutClass(sidebar)}>
      {!sidebar.drawer && <SkipLink />}
      <aside ref={sidebar.frame} className="sidebar" inert={!sidebar.shown}>
        <Sidebar
          shown={id}
          onOpen={open}
          onRemove={remove}
          onSettings={() => setDialog("settings")}
          onAccount={setDialog}
          onShortcuts={() => setDialog("shortcuts")}
          onClose={close}
        />
        {sidebar.drawer && toast}
      </aside>
      {sidebar.drawer && (
        // biome-ignore lint/a11y/noStaticElementInteractions: the close button does the same for keys
        // biome-ignore lint/a11y/useKeyWithClickEvents: as above
        <div className="shade" onClick={close} />
      )}
      <div className="stage" inert={sidebar.drawer}>
        <TopBar
          conversation={conversation}
          sidebar={sidebar}
          inspector={inspector}
          onNewChat={() => open(null)}
          onRemove={remove}
          opening={opening}
          onOpening={setOpening}
        />
        {/* A conversation that was begun on this page stays the same page when it gets its address. */}
        {isAssistants(path) ? (
          actions && <actions.AssistantsPage />
        ) : (
          <ConversationPage
            key={conversation.key}
            conversation={conversation}
            opening={opening}
            onOpening={setOpening}
            lost={id === null && !isHome(path)}
            target={target?.in === id ? target : null}
            onNewChat={() => open(null)}
            toast={sidebar.drawer ? null : toast}
          />
        )}
      </div>
      <Inspector inspector={inspector} conversation={conversation} inert={sidebar.drawer} />
      {dialog !== null && (
        <OpenDialog
          name={dialog}
          onClose={() => setDialog(null)}
          onOpen={open}
          onModels={(way) => {
            setDialog(null);
            openWay.set(way);
          }}
        />
      )}
    </div>
  );
}

/** Fetches what comes late, for a page whose server may be gone when it is wanted. */
function beginAll(): void {
  for (const late of [lateMarkdown, lateReason, lateNotice, lateDialogs, lateModels]) late.begin();
}

function layoutClass({ narrow, drawer, shown }: SidebarState): string {
  if (narrow) return drawer ? "layout narrow drawer-open" : "layout narrow";
  return shown ? "layout" : "layout sidebar-closed";
}

/** Leads past the list of conversations, for those who use the Tab key. */
function SkipLink(): ReactNode {
  const texts = useTexts();
  return (
    <a
      className="skip-link"
      href={`#${CONVERSATION_ID}`}
      onClick={(event) => {
        // Not a place of its own to come back to.
        event.preventDefault();
        document.getElementById(CONVERSATION_ID)?.focus();
      }}
    >
      {texts.skip}
    </a>
  );
}

/**
 * Moves to the address of a new conversation once the server has it. Until then a reload would find
 * nothing there, and a refused question would have to come back.
 *
 * @returns the conversation that was left for a new chat: if it has no address yet, once it has
 */
function useOwnAddress(
  shown: string | null,
  conversation: Conversation,
): RefObject<Conversation | null> {
  const left = useRef<Conversation | null>(null);
  const { id, load, temporary } = useStore(conversation);
  useEffect(() => {
    // Nothing was asked, or what was asked stands in the box again.
    if (id === null) left.current = null;
    // A temporary one leaves no place to come back to.
    else if (shown === null && load === "ready") navigate(pathOf(id), { replace: temporary });
    else if (shown !== null && left.current === conversation) {
      left.current = null;
      navigate(pathOf(null));
    }
  }, [shown, conversation, id, load, temporary]);
  return left;
}

/** Reads what may have changed elsewhere, whenever the page comes back. */
function useRefresh(id: string | null): void {
  const client = useClient();
  useEffect(() => {
    const onShown = (): void => {
      if (document.visibilityState === "visible") refresh(client, id);
    };
    document.addEventListener("visibilitychange", onShown);
    return () => document.removeEventListener("visibilitychange", onShown);
  }, [client, id]);
}

function refresh(client: Client, shown: string | null): void {
  void client.list.refresh();
  if (shown !== null) void client.conversation(shown).reload();
  if (client.models.getSnapshot().length === 0) void client.loadModels();
}

/** Titles the window, and has the list show the conversation that is open. */
function useTitle(conversation: Conversation): void {
  const client = useClient();
  const texts = useTexts();
  const title = useConversationTitle(conversation);
  const view = useStore(client.list);
  // What is old is not in the list yet, and what is not found is not in it either.
  const { summary } = useStore(conversation);
  useEffect(() => {
    document.title = title === undefined ? texts.appName : `${title} · ${texts.appName}`;
  }, [title, texts]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the list is another
  useEffect(() => {
    if (summary !== null) client.list.include(summary);
  }, [client, summary, view]);
}
