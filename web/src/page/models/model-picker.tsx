/**
 * Which model answers the next question. A conversation goes on with its own; the choice is
 * remembered. The menu of all models comes late, and so do the dialogs that add some.
 */

import { type ReactNode, useEffect, useEffectEvent, useId, useRef, useState } from "react";
import type { BranchMessage, Draft } from "../../core/index.ts";
import type { Model } from "../../protocol/index.ts";
import { useModels, useStore } from "../../react/index.ts";
import { useFixed } from "../person/use-me.ts";
import { usePreferences } from "../preferences.tsx";
import { Icon } from "../shared/icons.tsx";
import { useLate } from "../shared/late.ts";
import { useTexts } from "../text/texts.tsx";
import { lateModels } from "./late-models.ts";
import { openWay } from "./ways.ts";

export interface ChosenModel {
  /** undefined leaves the choice to the server. */
  readonly model: Model | undefined;
  /** The id of the model that should answer where the server does not have it now; else "". */
  readonly missing: string;
  /** What the next question has to say of it. */
  readonly ask: { readonly model?: string };
  readonly choose: (id: string) => void;
}

/**
 * The model of a conversation: the one picked here, else the one that answered last, else what new
 * conversations begin with; the first of them that the server has.
 *
 * @param picked the id of the one picked here, or ""
 * @param brought that of the assistant with which the conversation is to begin
 */
export function useChosenModel(
  draft: Draft,
  picked: string,
  branch: readonly BranchMessage[],
  brought?: string | null,
): ChosenModel {
  const models = useModels();
  const preferences = usePreferences();
  const { model: last, defaultModel } = useStore(preferences);
  const wanted = [picked, answeredLast(branch), brought ?? "", defaultModel, last];
  const own = wanted.find((each) => each !== "") ?? "";
  const found = wanted.flatMap((each) => models.find((model) => model.id === each) ?? []);
  const choose = (chosen: string): void => {
    draft.pickModel(chosen);
    preferences.choose("model", chosen);
  };
  if (useFixed().includes("model")) return { model: undefined, missing: "", ask: {}, choose };
  const model = found[0] ?? models.find((each) => each.default);
  const brings = brought && picked === "" && branch.length === 0;
  const isMissing = model !== undefined && !models.some(({ id }) => id === own);
  return {
    model,
    missing: isMissing ? own : "",
    // What an assistant brings, the server finds by itself, or says that it does not have it.
    ask: model === undefined || brings ? {} : { model: model.id },
    choose,
  };
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
  const { loaded } = useLate(lateModels, open);
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
        aria-haspopup="dialog"
        aria-expanded={open}
        title={texts.model}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
          event.preventDefault();
          setOpen(true);
        }}
      />
      {open && loaded !== null && (
        <loaded.ModelMenu
          current={current}
          onChoose={(id) => {
            chosen.choose(id);
            close();
          }}
          onWay={(way) => {
            // Its dialog gives the focus back to where it was.
            close();
            openWay.set(way);
          }}
          onClose={close}
        />
      )}
    </div>
  );
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
