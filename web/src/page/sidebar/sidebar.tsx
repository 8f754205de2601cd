/** The conversations: begun, searched, opened, and the way to the settings. */

import { type ReactNode, type RefObject, useCallback, useEffect, useRef, useState } from "react";
import type { ListView } from "../../core/index.ts";
import type { ListedConversation } from "../../protocol/index.ts";
import { useConversations } from "../../react/index.ts";
import { AccountButton } from "../account/account-button.tsx";
import type { AccountWay } from "../account/account-menu.tsx";
import { ConversationMenu, lateActions, SelectionBar } from "../actions/late-actions.ts";
import { pathOf } from "../addresses.ts";
import { isComposing } from "../keys/composing.ts";
import { withKeys } from "../keys/shortcuts.ts";
import { isMac } from "../keys/use-shortcuts.ts";
import { find, findAll, mark } from "../landmarks.ts";
import { ErrorBar } from "../shared/error-bar.tsx";
import { IconButton } from "../shared/icon-button.tsx";
import { Icon } from "../shared/icons.tsx";
import { useLate } from "../shared/late.ts";
import { Logo } from "../shared/logo.tsx";
import { Reason } from "../shared/reason.tsx";
import { useTexts } from "../text/texts.tsx";
import { AGES, type AgeGroup, groupByAge } from "./age-groups.ts";
import { ConversationItem } from "./conversation-item.tsx";
import { useSeen } from "./use-seen.ts";
import { useSelection } from "./use-selection.ts";

const SEARCH_WAIT_MS = 200;

interface SidebarProps {
  shown: string | null;
  /** `messageId`: the message to go to. */
  onOpen: (id: string | null, messageId?: string) => void;
  onRemove: (ids: readonly string[]) => void;
  onSettings: () => void;
  onAccount: (way: AccountWay) => void;
  onShortcuts: () => void;
  onClose: () => void;
}

export function Sidebar(props: SidebarProps): ReactNode {
  const { shown, onOpen, onRemove, onSettings, onAccount, onShortcuts, onClose } = props;
  const texts = useTexts();
  const { more, clearError, ...view } = useConversations();
  const atEnd = useSeen<HTMLButtonElement>(() => {
    // What failed is tried again by hand.
    if (view.error === null) void more();
  });
  // Both outlive their row, which may move or go while a title is typed.
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  const { frame, groups, renamed, onRename, onRenamed } = useRenaming(view.items);
  const listed = groups.flatMap(({ items }) => items.map(({ id }) => id));
  const { loaded: actions } = useLate(lateActions, true);
  const { ids: chosen, choose, chooseAll, end: endChoosing } = useSelection(listed, frame);
  const onMenu = useCallback(
    (summary: ListedConversation, button: HTMLElement) => setMenu({ summary, button }),
    [],
  );
  const empty = groups.length === 0;
  const item = (summary: ListedConversation): ReactNode => (
    <ConversationItem
      key={summary.id}
      summary={summary}
      current={summary.id === shown}
      renaming={summary.id === renamed}
      chosen={chosen?.has(summary.id) ?? null}
      onOpen={onOpen}
      onRenamed={onRenamed}
      onMenu={onMenu}
      onChoose={choose}
    />
  );
  return (
    <nav className="sidebar-inner" aria-label={texts.conversations}>
      <div className="sidebar-head">
        <Logo />
        <span className="wordmark">{texts.appName}</span>
        <IconButton
          label={texts.closeMenu}
          icon="sidebar"
          {...mark("close-sidebar")}
          title={withKeys(texts.closeMenu, "sidebar", isMac)}
          onClick={onClose}
        />
      </div>
      <button
        type="button"
        className="new-chat"
        title={withKeys(texts.newChat, "newChat", isMac)}
        onClick={() => onOpen(null)}
      >
        <Icon name="compose" />
        {texts.newChat}
      </button>
      <SearchBox onOpen={onOpen} toList={() => find("conversation-link", frame.current)?.focus()} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys beside those of its entries */}
      <div
        ref={frame}
        className={view.pending ? "conversation-list pending" : "conversation-list"}
        onKeyDown={(event) => {
          if (chosen !== null && event.key === "Escape") endChoosing();
          else
            actions?.onListKey(event, () =>
              find("search-box", frame.current?.parentElement)?.focus(),
            );
        }}
      >
        {groups.map(({ age, items }) => (
          <section key={age}>
            <h2>{texts[age]}</h2>
            <ul>{items.map(item)}</ul>
          </section>
        ))}
        {view.error !== null && !view.pending && (empty || view.error.code !== "network") ? (
          <p className="list-note">
            <Reason code={view.error.code} detail={view.error.message} />
          </p>
        ) : (
          empty && <p className="list-note">{emptyText(texts, view)}</p>
        )}
        {view.hasMore && (
          <button ref={atEnd} type="button" className="link" onClick={() => void more()}>
            {texts.loadMore}
          </button>
        )}
      </div>
      {chosen !== null && (
        <SelectionBar
          selected={listed.filter((id) => chosen.has(id))}
          onSelectAll={chooseAll}
          onRemove={onRemove}
          onClose={endChoosing}
        />
      )}
      {menu !== null && (
        <ConversationMenu
          {...menu}
          onRename={() => onRename(menu.summary.id)}
          onSelect={() => choose(menu.summary.id, false)}
          onRemove={() => {
            focusBeside(menu.button);
            onRemove([menu.summary.id]);
          }}
          onGone={() => {
            if (menu.summary.id === shown) onOpen(null);
          }}
          onClose={() => setMenu(null)}
        />
      )}
      <ErrorBar error={view.refused} onDismiss={() => clearError()} />
      <AccountButton onWay={onAccount} />
      <div className="sidebar-foot">
        <button type="button" className="settings-button" onClick={onSettings}>
          <Icon name="settings" />
          {texts.settings}
        </button>
        <IconButton
          label={texts.shortcuts}
          icon="keyboard"
          title={withKeys(texts.shortcuts, "help", isMac)}
          onClick={onShortcuts}
        />
      </div>
    </nav>
  );
}

interface OpenMenu {
  readonly summary: ListedConversation;
  readonly button: HTMLElement;
}

/** Focuses the entry beside that of `button`, which is about to go away. */
function focusBeside(button: HTMLElement): void {
  const item = button.closest("li");
  const beside = item?.nextElementSibling ?? item?.previousElementSibling;
  find("conversation-link", beside)?.focus();
}

interface Renaming {
  /** The groups as they are to be shown. */
  readonly groups: readonly AgeGroup[];
  /** What they are shown in. */
  readonly frame: RefObject<HTMLDivElement | null>;
  /** The id of the conversation whose title is being typed. */
  readonly renamed: string | null;
  readonly onRename: (id: string) => void;
  readonly onRenamed: (id: string) => void;
}

/** The list by age; while a title is being typed, all rows stay where they are. */
function useRenaming(items: readonly ListedConversation[]): Renaming {
  const [typing, setTyping] = useState<{ id: string; held: readonly AgeGroup[] } | null>(null);
  const now = groupByAge(items, new Date());
  const { loaded } = useLate(lateActions, true);
  const groups = typing ? (loaded?.inHeldOrder(typing.held, now, typing.id, AGES) ?? now) : now;
  const frame = useRef<HTMLDivElement>(null);
  const latest = useRef(groups);
  const last = useRef<string | null>(null);
  const renamed = typing?.id ?? null;
  useEffect(() => {
    latest.current = groups;
  });
  useEffect(() => {
    const former = last.current;
    last.current = renamed;
    // The box had the focus, and took it with it; its row may be another by now.
    if (former === null || renamed !== null || document.activeElement !== document.body) return;
    for (const link of findAll("conversation-link", frame.current)) {
      if (link.getAttribute("href") === pathOf(former)) link.focus();
    }
  }, [renamed]);
  const onRename = useCallback((id: string) => setTyping({ id, held: latest.current }), []);
  const onRenamed = useCallback(
    (id: string) => setTyping((each) => (each?.id === id ? null : each)),
    [],
  );
  return { groups, frame, renamed, onRename, onRenamed };
}

function emptyText(texts: ReturnType<typeof useTexts>, view: ListView): string {
  if (view.pending || view.state === "loading") return texts.loading;
  return view.query === "" ? texts.noConversations : texts.nothingFound;
}

interface SearchProps {
  onOpen: (id: string, messageId?: string) => void;
  /** Puts the focus on what was found. */
  toList: () => void;
}

function SearchBox({ onOpen, toList }: SearchProps): ReactNode {
  const texts = useTexts();
  const { search, ...found } = useConversations();
  const [query, setQuery] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => void search(query.trim()), SEARCH_WAIT_MS);
    return () => clearTimeout(timer);
  }, [search, query]);
  /** What was searched for when Enter was pressed: the first of it is opened when it is found. */
  const [opening, setOpening] = useState("");
  useEffect(() => {
    if (opening === "" || found.query !== opening || found.pending) return;
    setOpening("");
    const first = found.items[0];
    if (first !== undefined) onOpen(first.id, first.match?.message_id);
  }, [opening, found.query, found.pending, found.items, onOpen]);
  const openFirst = (): void => {
    const wanted = query.trim();
    setOpening(wanted);
    void search(wanted);
  };
  return (
    <div className="search">
      <Icon name="search" />
      <input
        {...mark("search-box")}
        type="search"
        value={query}
        aria-label={texts.searchConversations}
        placeholder={texts.searchConversations}
        onChange={(event) => {
          setOpening("");
          setQuery(event.target.value);
        }}
        onKeyDown={(event) => {
          if (isComposing(event.nativeEvent)) return;
          if (event.key === "Enter") openFirst();
          else if (event.key === "ArrowDown") toList();
          // It empties the box here; an answer that grows is not meant.
          else if (event.key === "Escape") setQuery("");
          else return;
          event.preventDefault();
        }}
      />
    </div>
  );
}
