/** Which model answers the next question. A conversation goes on with its own; the choice is remembered. */

import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import type { Entry } from "../core/index.ts";
import type { Model } from "../protocol/index.ts";
import { useClient, useReadable } from "../react/index.ts";
import { Icon } from "./icons.tsx";
import { readPickedModel, usePreferences, writePickedModel } from "./preferences.tsx";
import { useTexts } from "./text/texts.tsx";

export interface ChosenModel {
  /** undefined leaves the choice to the server. */
  readonly model: Model | undefined;
  readonly choose: (id: string) => void;
}

/**
 * The model of a conversation: the one picked here, else the one that answered last, else what new
 * conversations begin with; the first of them that the server has.
 */
export function useChosenModel(id: string | null, branch: readonly Entry[]): ChosenModel {
  const models = useReadable(useClient().models);
  const preferences = usePreferences();
  const { model: last, defaultModel } = useReadable(preferences);
  const [picked, setPicked] = useState(() => readPickedModel(id));
  useEffect(() => {
    // What was picked before the server had named the conversation is kept under its name.
    if (picked !== "") writePickedModel(id, picked);
  }, [id, picked]);
  const wanted = [picked, answeredLast(branch), defaultModel, last];
  const found = wanted.flatMap((each) => models.find((model) => model.id === each) ?? []);
  const choose = (chosen: string): void => {
    setPicked(chosen);
    preferences.choose("model", chosen);
  };
  return { model: found[0] ?? models.find((each) => each.default), choose };
}

function answeredLast(branch: readonly Entry[]): string {
  const answer = branch.findLast((entry) => entry.message.role === "assistant")?.message;
  return answer?.role === "assistant" ? answer.model : "";
}

export function ModelPicker({ chosen }: { chosen: ChosenModel }): ReactNode {
  const texts = useTexts();
  const models = useReadable(useClient().models);
  const { model: current } = chosen;
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const nameId = useId();
  useOutsideClick(root, open, () => setOpen(false));
  const choose = (id: string): void => {
    chosen.choose(id);
    setOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && open) {
      event.preventDefault();
      setOpen(false);
      button.current?.focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open) moveFocus(root.current, event.key === "ArrowDown" ? 1 : -1);
      else setOpen(true);
    }
  };
  return (
    <div className="picker" ref={root}>
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
        onKeyDown={onKeyDown}
      />
      {open && (
        <div
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
              aria-checked={model.id === current?.id}
              onClick={() => choose(model.id)}
            >
              <span className="menu-title">{model.title}</span>
              <span className="menu-note">{texts.providers[model.provider] ?? model.provider}</span>
              {model.id === current?.id && <Icon name="check" />}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function moveFocus(root: HTMLElement | null, step: number): void {
  const items = [...(root?.querySelectorAll<HTMLElement>("[role=menuitemradio]") ?? [])];
  const at = items.indexOf(document.activeElement as HTMLElement);
  items[(at + step + items.length) % items.length]?.focus();
}

function useOutsideClick(
  root: { current: HTMLElement | null },
  active: boolean,
  onOutside: () => void,
): void {
  const latest = useRef(onOutside);
  useEffect(() => {
    latest.current = onOutside;
  });
  useEffect(() => {
    if (!active) return;
    const onDown = (event: PointerEvent): void => {
      if (!root.current?.contains(event.target as Node)) latest.current();
    };
    document.addEventListener("pointerdown", onDown);
    return () => document.removeEventListener("pointerdown", onDown);
  }, [root, active]);
}
