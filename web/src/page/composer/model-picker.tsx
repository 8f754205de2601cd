/** Which model answers the next question. A conversation goes on with its own; the choice is remembered. */

import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useEffectEvent,
  useId,
  useRef,
  useState,
} from "react";
import type { BranchMessage, Draft } from "../../core/index.ts";
import type { Model } from "../../protocol/index.ts";
import { useModels, useStore } from "../../react/index.ts";
import { usePreferences } from "../preferences.tsx";
import { Icon } from "../shared/icons.tsx";
import { useTexts } from "../text/texts.tsx";

export interface ChosenModel {
  /** undefined leaves the choice to the server. */
  readonly model: Model | undefined;
  readonly choose: (id: string) => void;
}

/**
 * The model of a conversation: the one picked here, else the one that answered last, else what new
 * conversations begin with; the first of them that the server has.
 *
 * @param picked the id of the one picked here, or ""
 */
export function useChosenModel(
  draft: Draft,
  picked: string,
  branch: readonly BranchMessage[],
): ChosenModel {
  const models = useModels();
  const preferences = usePreferences();
  const { model: last, defaultModel } = useStore(preferences);
  const wanted = [picked, answeredLast(branch), defaultModel, last];
  const found = wanted.flatMap((each) => models.find((model) => model.id === each) ?? []);
  const choose = (chosen: string): void => {
    draft.pickModel(chosen);
    preferences.choose("model", chosen);
  };
  return { model: found[0] ?? models.find((each) => each.default), choose };
}

function answeredLast(branch: readonly BranchMessage[]): string {
  const answer = branch.findLast((entry) => entry.message.role === "assistant")?.message;
  return answer?.role === "assistant" ? answer.model : "";
}

export function ModelPicker({ chosen }: { chosen: ChosenModel }): ReactNode {
  const texts = useTexts();
  const { model: current } = chosen;
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const nameId = useId();
  useOutsideClick(root, open, () => setOpen(false));
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears where the focus goes
    <div
      className="picker"
      ref={root}
      onBlur={({ relatedTarget: to }) => {
        // A press on the page leads nowhere; `useOutsideClick` notices it.
        if (to !== null && !root.current?.contains(to)) setOpen(false);
      }}
    >
      {/* The button lies over the text: its name is what it is for, its description the choice. */}
      <span className="picker-choice" id={nameId}>
        {current?.title ?? texts.defaultModel}
      </span>
      <Icon name="chevron" />
      <button
        ref={button}
        type="button"
        className="picker-button"
        aria-label={texts.model}
        aria-describedby={nameId}
        aria-haspopup="menu"
        aria-expanded={open}
        title={texts.model}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
          event.preventDefault();
          setOpen(true);
        }}
      />
      {open && (
        <ModelMenu
          current={current}
          onChoose={(id) => {
            chosen.choose(id);
            close();
          }}
          onClose={close}
        />
      )}
    </div>
  );
}

interface MenuProps {
  current: Model | undefined;
  onChoose: (id: string) => void;
  onClose: () => void;
}

/** The models, gone through by arrows, Home, End, and the first letters of a title. */
function ModelMenu({ current, onChoose, onClose }: MenuProps): ReactNode {
  const texts = useTexts();
  const models = useModels();
  const menu = useRef<HTMLDivElement>(null);
  const typed = useRef({ text: "", at: 0 });
  const items = (): HTMLElement[] => [
    ...(menu.current?.querySelectorAll<HTMLElement>("[role=menuitemradio]") ?? []),
  ];
  useEffect(() => {
    const checked = menu.current?.querySelector<HTMLElement>("[aria-checked=true]");
    (checked ?? menu.current?.querySelector("button") ?? menu.current)?.focus();
  }, []);
  const onKeyDown = (event: KeyboardEvent): void => {
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = target(event.key, at, all.length) ?? matching(event, at, models, typed.current);
    if (event.key === "Escape") onClose();
    else if (to === null) return;
    else all[to]?.focus();
    event.preventDefault();
  };
  return (
    <div
      ref={menu}
      className="menu"
      role="menu"
      aria-label={texts.model}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      {models.length === 0 && <p className="menu-empty">{texts.noModels}</p>}
      {models.map((model) => (
        <button
          key={model.id}
          type="button"
          role="menuitemradio"
          tabIndex={-1}
          aria-checked={model.id === current?.id}
          onClick={() => onChoose(model.id)}
        >
          <span className="menu-title">{model.title}</span>
          <span className="menu-note">{texts.providers[model.provider] ?? model.provider}</span>
          {model.id === current?.id && <Icon name="check" />}
        </button>
      ))}
    </div>
  );
}

/** Where a key leads from item `at` of `count`; null if it leads nowhere. */
function target(key: string, at: number, count: number): number | null {
  if (key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowUp") return (Math.max(at, 0) - 1 + count) % count;
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : null;
}

/** After so long a letter begins a new search. */
const TYPED_MS = 700;

/** The next model whose title begins with what was typed; null if none does. */
function matching(
  { key, timeStamp, ctrlKey, metaKey, altKey }: KeyboardEvent,
  at: number,
  models: readonly Model[],
  typed: { text: string; at: number },
): number | null {
  if (key.length !== 1 || key === " " || ctrlKey || metaKey || altKey) return null;
  const going = timeStamp - typed.at < TYPED_MS;
  typed.text = (going ? typed.text : "") + key.toLowerCase();
  typed.at = timeStamp;
  // A first letter goes on to the next of its kind, further letters may stay.
  const from = at + (typed.text.length > 1 ? 0 : 1);
  for (let step = 0; step < models.length; step += 1) {
    const index = (Math.max(from, 0) + step) % models.length;
    if (models[index]?.title.toLowerCase().startsWith(typed.text)) return index;
  }
  return null;
}

function useOutsideClick(
  root: { current: HTMLElement | null },
  active: boolean,
  onOutside: () => void,
): void {
  const onDown = useEffectEvent((event: PointerEvent): void => {
    if (!root.current?.contains(event.target as Node)) onOutside();
  });
  useEffect(() => {
    if (!active) return;
    document.addEventListener("pointerdown", onDown);
    return () => document.removeEventListener("pointerdown", onDown);
  }, [active]);
}
