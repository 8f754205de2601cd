/**
 * The menu of all models: a list box, with a field to search it where there are many, and below it
 * the ways to more models. The focus stays in field or list; the option it is at is the active one.
 */

import "./styles.css";
import {
  type KeyboardEvent,
  memo,
  type ReactNode,
  useDeferredValue,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { Model } from "../../protocol/index.ts";
import { useModels } from "../../react/index.ts";
import { isComposing } from "../keys/composing.ts";
import { useMe } from "../person/use-me.ts";
import { Icon } from "../shared/icons.tsx";
import { DRAWINGS } from "../shared/late-icons.ts";
import { useTexts } from "../text/texts.tsx";
import {
  groupModels,
  isFound,
  type ModelGroup,
  sharedTitles,
  titleWithin,
} from "./model-groups.ts";
import { AwayServices } from "./services/away-services.tsx";
import { useProviderNames, useServices } from "./services/use-services.ts";
import { useModelTexts } from "./text/texts.ts";
import { buttonsIn, firstStop, type Menu, useMoves } from "./use-menu-moves.ts";
import type { Way } from "./ways.ts";

/** So many are in sight at once, and need no search. */
const FEW = 8;

interface MenuProps {
  current: Model | undefined;
  onChoose: (id: string) => void;
  /** Leads to more models. */
  onWay: (way: Way) => void;
  onClose: () => void;
}

export function ModelMenu({ current, onChoose, onWay, onClose }: MenuProps): ReactNode {
  const { model: label } = useTexts();
  const isAdmin = useMe().role === "admin";
  const models = useModels();
  const [query, setQuery] = useState("");
  const { services, readAgain } = useServices();
  const nameOf = useProviderNames(services);
  const sought = useDeferredValue(query);
  const groups = useMemo(() => groupModels(models, sought, nameOf), [models, sought, nameOf]);
  const shown = useMemo(() => groups.flatMap((group) => group.models), [groups]);
  const [moved, setMoved] = useState<string>();
  // The list may come only after the menu has opened.
  const wanted = moved ?? current?.id;
  const active = Math.max(
    shown.findIndex((model) => model.id === wanted),
    0,
  );
  const menu = useRef<HTMLDivElement>(null);
  const base = useId();
  const list = { base, groups, nameOf, shown, active, current: current?.id };
  const searched = models.length > FEW;
  const move = useMoves(menu, list, setMoved);
  const away = services.filter(
    ({ name, status, model_count }) =>
      (status !== null || model_count === null) && isFound(name, sought),
  );
  usePlace(menu);
  useFirstFocus(menu, searched);
  useActiveInSight(menu, active, away.length);
  useKeptFocus(menu, away.length);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event.nativeEvent)) return;
    const inList = !(event.target instanceof HTMLButtonElement);
    if (event.key === "Escape") onClose();
    else if (event.key === "Enter" && inList) {
      const chosen = shown[active];
      if (chosen !== undefined) onChoose(chosen.id);
    } else if (!move(event, inList)) return;
    event.preventDefault();
  };
  return (
    <div ref={menu} className="menu" role="dialog" aria-label={label} onKeyDown={onKeyDown}>
      {searched && <Search list={list} query={query} onChange={setQuery} />}
      <div className="menu-middle">
        <ModelList list={list} focusable={!searched} onChoose={onChoose} />
        <AwayServices services={away} onTry={readAgain} />
      </div>
      {isAdmin && <Ways onWay={onWay} />}
    </div>
  );
}

interface ListState {
  /** What the ids of its elements begin with. */
  readonly base: string;
  readonly groups: readonly ModelGroup[];
  readonly nameOf: (provider: string) => string;
  /** All of them, as they stand below each other. */
  readonly shown: readonly Model[];
  /** The index of the one that Enter chooses. */
  readonly active: number;
  /** The id of the one that answers now. */
  readonly current: string | undefined;
}

interface SearchProps {
  list: ListState;
  query: string;
  onChange: (query: string) => void;
}

function Search({ list, query, onChange }: SearchProps): ReactNode {
  const { searchModels } = useModelTexts();
  return (
    <div className="menu-search">
      <Icon name="search" />
      <input
        type="text"
        role="combobox"
        value={query}
        aria-label={searchModels}
        placeholder={searchModels}
        aria-expanded="true"
        aria-autocomplete="list"
        aria-controls={`${list.base}-list`}
        aria-activedescendant={list.shown.length > 0 ? optionId(list.base, list.active) : undefined}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}

interface ListProps {
  list: ListState;
  focusable: boolean;
  onChoose: (id: string) => void;
}

function ModelList({ list, focusable, onChoose }: ListProps): ReactNode {
  const { model: label, nothingFound } = useTexts();
  const { noModels, askAdmin } = useModelTexts();
  const isAdmin = useMe().role === "admin";
  const { base, groups, nameOf, shown, active, current } = list;
  const known = useModels().length > 0;
  if (shown.length === 0) {
    const none = isAdmin ? noModels : `${noModels}. ${askAdmin}`;
    return <p className="menu-empty">{known ? nothingFound : none}</p>;
  }
  const shared = sharedTitles(shown);
  const titleOf = (provider: string, model: Model): string => {
    if (shared.has(model.title)) return `${model.title} (${model.id})`;
    return groups.length > 1 ? titleWithin(nameOf(provider), model) : model.title;
  };
  let index = 0;
  return (
    <div
      id={`${base}-list`}
      className="menu-list"
      role="listbox"
      aria-label={label}
      tabIndex={focusable ? 0 : -1}
      aria-activedescendant={focusable ? optionId(base, active) : undefined}
    >
      {groups.map(({ provider, models }) => (
        // biome-ignore lint/a11y/useSemanticElements: a list box knows no field set
        <div key={provider} role="group" aria-label={nameOf(provider)}>
          {groups.length > 1 && (
            <div className="menu-heading" aria-hidden="true">
              {nameOf(provider)}
            </div>
          )}
          {models.map((model) => {
            const at = index++;
            return (
              <Option
                key={model.id}
                id={optionId(base, at)}
                model={model}
                title={titleOf(provider, model)}
                active={at === active}
                chosen={model.id === current}
                onChoose={onChoose}
              />
            );
          })}
        </div>
      ))}
    </div>
  );
}

const optionId = (base: string, index: number): string => `${base}-${index}`;

interface OptionProps {
  id: string;
  model: Model;
  title: string;
  active: boolean;
  chosen: boolean;
  onChoose: (id: string) => void;
}

/** One of maybe hundreds: only those of which something changes are rendered again. */
const Option = memo(
  function Option({ id, model, title, active, chosen, onChoose }: OptionProps): ReactNode {
    const texts = useModelTexts();
    const facts = texts.facts(model);
    const note = texts.notes[model.id];
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the menu hears the keys
      <div
        id={id}
        role="option"
        tabIndex={-1}
        className={active ? "option active" : "option"}
        aria-selected={chosen}
        onClick={() => onChoose(model.id)}
      >
        <span className="menu-title" dir="auto">
          {title}
        </span>
        {chosen && <Icon name="check" />}
        {facts !== "" && <span className="menu-note">{facts}</span>}
        {(note ?? model.note) && (
          // A provider's own words are English.
          <span className="menu-note" lang={note === undefined ? "en" : undefined}>
            {note ?? model.note}
          </span>
        )}
      </div>
    );
  },
  // What is done on a click is the same each time, though not the same function.
  (before, after) =>
    before.model === after.model &&
    before.id === after.id &&
    before.title === after.title &&
    before.active === after.active &&
    before.chosen === after.chosen,
);

function Ways({ onWay }: { onWay: (way: Way) => void }): ReactNode {
  const texts = useModelTexts();
  return (
    <div className="menu-ways">
      <button type="button" onClick={() => onWay("connect")}>
        <Icon name={DRAWINGS.plug} />
        {texts.connectModel}
      </button>
      <button type="button" onClick={() => onWay("download")}>
        <Icon name={DRAWINGS.save} />
        {texts.downloadModel}
      </button>
    </div>
  );
}

/** Room that is left between the menu and the window's edge, with the gap to its button. */
const MARGIN_PX = 16;
/** More is not looked over any better. */
const HIGHEST_PX = 480;

/** Opens it above its button or below, where there is more room, and not higher than that. */
function usePlace(menu: Menu): void {
  // Also whenever it is rendered: a line that comes or goes above the box moves its button.
  useLayoutEffect(() => place(menu.current));
  useEffect(() => {
    const onResize = (): void => place(menu.current);
    window.addEventListener("resize", onResize);
    window.visualViewport?.addEventListener("resize", onResize);
    return () => {
      window.removeEventListener("resize", onResize);
      window.visualViewport?.removeEventListener("resize", onResize);
    };
  }, [menu]);
}

function place(box: HTMLElement | null): void {
  const button = box?.parentElement?.getBoundingClientRect();
  if (box == null || button === undefined) return;
  // The conversation cuts off what leaves it.
  const frame = box.closest("main")?.getBoundingClientRect();
  const above = button.top - Math.max(frame?.top ?? 0, 0) - MARGIN_PX;
  // What a keyboard on the screen covers is no room.
  const bottom = window.visualViewport?.height ?? window.innerHeight;
  const below = Math.min(frame?.bottom ?? bottom, bottom) - button.bottom - MARGIN_PX;
  box.dataset.side = below > above ? "below" : "above";
  box.style.maxHeight = `${Math.min(Math.max(above, below), HIGHEST_PX)}px`;
}

function useFirstFocus(menu: Menu, searched: boolean): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when it opens
  useEffect(() => {
    // On a phone the field would raise a keyboard over the list.
    const noField = searched && matchMedia("(hover: none)").matches;
    const list = menu.current?.querySelector<HTMLElement>("[role=listbox]");
    const first = (noField ? list : firstStop(menu)) ?? buttonsIn(menu)[0];
    first?.focus();
  }, []);
}

/** A service that is there again takes away the button that asked for it. */
function useKeptFocus(menu: Menu, buttons: number): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever some are gone
  useLayoutEffect(() => {
    if (document.activeElement === document.body) firstStop(menu)?.focus();
  }, [menu, buttons]);
}

/** @param below what may have come below the list, and left it less room */
function useActiveInSight(menu: Menu, active: number, below: number): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another one is active
  useLayoutEffect(() => {
    const id = firstStop(menu)?.getAttribute("aria-activedescendant");
    if (id) document.getElementById(id)?.scrollIntoView({ block: "nearest" });
  }, [menu, active, below]);
}
