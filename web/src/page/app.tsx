/** The page as a whole: which conversation the address names, the sidebar, and the settings. */

import { type ReactNode, useCallback, useEffect, useState } from "react";
import { useLocation } from "wouter";
import { useClient, useReadable } from "../react/index.ts";
import { ConversationPage } from "./conversation-page.tsx";
import { Icon } from "./icons.tsx";
import { SettingsDialog } from "./settings-dialog.tsx";
import { Sidebar } from "./sidebar.tsx";
import { useTexts } from "./text/texts.tsx";
import { UndoToast } from "./undo-toast.tsx";
import { useNarrow } from "./use-narrow.ts";
import { useTheme } from "./use-theme.ts";

/** The conversation in the address `/c/<id>`; null for every other address. */
export function conversationIn(path: string): string | null {
  const match = /^\/c\/([^/]+)\/?$/.exec(path);
  if (match?.[1] === undefined) return null;
  try {
    return decodeURIComponent(match[1]);
  } catch {
    return match[1];
  }
}

export function App(): ReactNode {
  const client = useClient();
  const texts = useTexts();
  const [path, navigate] = useLocation();
  const id = conversationIn(path);
  const narrow = useNarrow();
  const [drawerOpen, setDrawerOpen] = useState(false);
  const [settingsOpen, setSettingsOpen] = useState(false);
  const drawer = narrow && drawerOpen;
  useTheme();
  useRefresh(id);
  useTitle(id);

  const open = useCallback(
    (to: string | null) => {
      setDrawerOpen(false);
      navigate(to === null ? "/" : `/c/${to}`);
    },
    [navigate],
  );
  const onNamed = useCallback((named: string) => navigate(`/c/${named}`), [navigate]);
  const onRemoved = useCallback(
    (removed: string) => {
      client.drop(removed);
      if (removed === id) navigate("/");
    },
    [client, id, navigate],
  );
  return (
    <div className={drawer ? "layout drawer-open" : "layout"}>
      <aside className="sidebar" inert={narrow && !drawerOpen}>
        <Sidebar
          shown={id}
          onOpen={open}
          onRemoved={onRemoved}
          onSettings={() => setSettingsOpen(true)}
          onClose={() => setDrawerOpen(false)}
        />
      </aside>
      {drawer && (
        // biome-ignore lint/a11y/noStaticElementInteractions: the close button does the same for keys
        // biome-ignore lint/a11y/useKeyWithClickEvents: as above
        <div className="shade" onClick={() => setDrawerOpen(false)} />
      )}
      <div className="stage" inert={drawer}>
        {narrow && (
          <header className="top-bar">
            <button
              type="button"
              className="quiet"
              aria-label={texts.openMenu}
              onClick={() => setDrawerOpen(true)}
            >
              <Icon name="menu" />
            </button>
            <span className="top-title">{texts.appName}</span>
            <button
              type="button"
              className="quiet"
              aria-label={texts.newChat}
              onClick={() => open(null)}
            >
              <Icon name="plus" />
            </button>
          </header>
        )}
        <ConversationPage key={pageKey(id)} id={id} onNamed={onNamed} />
        <UndoToast onRestored={open} />
      </div>
      {settingsOpen && (
        <SettingsDialog
          onClose={() => setSettingsOpen(false)}
          onDeleted={() => {
            setSettingsOpen(false);
            open(null);
          }}
        />
      )}
    </div>
  );

  /** A conversation that was begun on this page stays the same page when it gets its address. */
  function pageKey(shown: string | null): string {
    return client.keyOf(client.conversation(shown));
  }
}

/** Reads the list, and again whenever the page comes back. */
function useRefresh(id: string | null): void {
  const client = useClient();
  useEffect(() => {
    void client.refresh(null);
  }, [client]);
  useEffect(() => {
    const onShown = (): void => {
      if (document.visibilityState === "visible") void client.refresh(id);
    };
    document.addEventListener("visibilitychange", onShown);
    return () => document.removeEventListener("visibilitychange", onShown);
  }, [client, id]);
}

function useTitle(id: string | null): void {
  const client = useClient();
  const texts = useTexts();
  const { items } = useReadable(client.list);
  const title = items.find((item) => item.id === id)?.title;
  useEffect(() => {
    document.title = title === undefined ? texts.appName : `${title} · ${texts.appName}`;
  }, [title, texts]);
}
