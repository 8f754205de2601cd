/**
 * The menu of all models: a list box, with a field to search it where there are many, and below it
 * the ways to more. Above the models are the assistants, which begin a new chat. The focus stays in
 * field or list; the option it is at is the active one.
 */

import "./styles.css";
import {
  type KeyboardEvent,
  memo,
  type ReactNode,
  useDeferredValue,
  useId,
  useMemo,
  useRef,
  useState,
} from "react";
import { navigate } from "wouter/use-browser-location";
import type { Assistant, Model } from "../../protocol/index.ts";
import { useModels } from "../../react/index.ts";
import { ASSISTANTS_PATH } from "../addresses.ts";
import { beginWith } from "../assistants/begin-with.ts";
import { useAssistantTexts } from "../assistants/text/texts.ts";
import { isComposing } from "../keys/composing.ts";
import { useFixed, useMe } from "../person/use-me.ts";
import { Icon } from "../shared/icons.tsx";
import { DRAWINGS } from "../shared/late-icons.ts";
import { useTexts } from "../text/texts.tsx";
import { AssistantGroup, itemOf, useOfferedAssistants } from "./assistant-group.tsx";
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
import { type Item, useMoves } from "./use-menu-moves.ts";
import { useActiveInSight, useFirstFocus, useKeptFocus, usePlace } from "./use-menu-place.ts";
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
  const all = useOfferedAssistants();
  const [query, setQuery] = useState("");
  const { services, readAgain } = useServices();
  const nameOf = useProviderNames(services);
  const sought = useDeferredValue(query);
  const groups = useMemo(() => groupModels(models, sought, nameOf), [models, sought, nameOf]);
  const assistants = useMemo(
    () => all.filter(({ name, description }) => isFound(`${name} ${description}`, sought)),
    [all, sought],
  );
  const shown = useMemo(
    () => [...assistants.map(itemOf), ...groups.flatMap((group) => group.models)],
    [assistants, groups],
  );
  const [moved, setMoved] = useState<string>();
  // The list may come only after the menu has opened.
  const wanted = moved ?? current?.id;
  const found = shown.findIndex(({ id }) => id === wanted);
  // Enter on what was typed leaves the chat for an assistant only where no model is meant.
  const active = found >= 0 ? found : shown.length > assistants.length ? assistants.length : 0;
  const menu = useRef<HTMLDivElement>(null);
  const base = useId();
  const list = { base, assistants, groups, nameOf, shown, active, current: current?.id };
  const searched = models.length + all.length > FEW;
  const move = useMoves(menu, list, setMoved);
  const away = services.filter(
    ({ name, status, model_count }) =>
      (status !== null || model_count === null) && isFound(name, sought),
  );
  usePlace(menu);
  useFirstFocus(menu, searched);
  useActiveInSight(menu, active, away.length);
  useKeptFocus(menu, away.length);
  const choose = (id: string): void => {
    const assistant = assistants.find((each) => itemOf(each).id === id);
    if (assistant === undefined) onChoose(id);
    else {
      onClose();
      beginWith.set(assistant);
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event.nativeEvent)) return;
    const inList = !(event.target instanceof HTMLButtonElement);
    if (event.key === "Escape") onClose();
    else if (event.key === "Enter" && inList) {
      const chosen = shown[active];
      if (chosen !== undefined) choose(chosen.id);
    } else if (!move(event, inList)) return;
    event.preventDefault();
  };
  return (
    <div ref={menu} className="menu" role="dialog" aria-label={label} onKeyDown={onKeyDown}>
      {searched && <Search list={list} query={query} onChange={setQuery} />}
      <div className="menu-middle">
        <ModelList list={list} focusable={!searched} onChoose={choose} />
        <AwayServices services={away} onTry={readAgain} />
      </div>
      <Ways onWay={isAdmin ? onWay : null} />
    </div>
  );
}

interface ListState {
  /** What the ids of its elements begin with. */
  readonly base: string;
  /** They stand above the models. */
  readonly assistants: readonly Assistant[];
  readonly groups: readonly ModelGroup[];
  readonly nameOf: (provider: string) => string;
  /** All of them, as they stand below each other. */
  readonly shown: readonly Item[];
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
  const { base, assistants, groups, nameOf, shown, active, current } = list;
  const known = useModels().length > 0;
  if (shown.length === 0) {
    const none = isAdmin ? noModels : `${noModels}. ${askAdmin}`;
    return <p className="menu-empty">{known ? nothingFound : none}</p>;
  }
  const shared = sharedTitles(groups.flatMap((group) => group.models));
  const titleOf = (provider: string, model: Model): string => {
    if (shared.has(model.title)) return `${model.title} (${model.id})`;
    return groups.length > 1 ? titleWithin(nameOf(provider), model) : model.title;
  };
  let index = assistants.length;
  return (
    <div
      id={`${base}-list`}
      className="menu-list"
      role="listbox"
      aria-label={label}
      tabIndex={focusable ? 0 : -1}
      aria-activedescendant={focusable ? optionId(base, active) : undefined}
    >
      <AssistantGroup
        assistants={assistants}
        idAt={(at) => optionId(base, at)}
        active={active}
        onChoose={(assistant) => onChoose(itemOf(assistant).id)}
      />
      {groups.map(({ provider, models }) => (
        // biome-ignore lint/a11y/useSemanticElements: a list box knows no field set
        <div key={provider} role="group" aria-label={nameOf(provider)}>
          {(groups.length > 1 || assistants.length > 0) && (
            <div className="menu-heading" aria-hidden="true">
              {groups.length > 1 ? nameOf(provider) : label}
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

function Ways({ onWay }: { onWay: ((way: Way) => void) | null }): ReactNode {
  const texts = useModelTexts();
  const { allAssistants } = useAssistantTexts();
  const decided = useFixed().includes("system");
  if (decided && onWay === null) return null;
  return (
    <div className="menu-ways">
      {!decided && (
        <button type="button" onClick={() => navigate(ASSISTANTS_PATH)}>
          <Icon name={DRAWINGS.assistant} />
          {allAssistants}
        </button>
      )}
      {onWay !== null && (
        <>
          <button type="button" onClick={() => onWay("connect")}>
            <Icon name={DRAWINGS.plug} />
            {texts.connectModel}
          </button>
          <button type="button" onClick={() => onWay("download")}>
            <Icon name={DRAWINGS.save} />
            {texts.downloadModel}
          </button>
        </>
      )}
    </div>
  );
}
