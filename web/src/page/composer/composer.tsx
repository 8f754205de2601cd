/**
 * The box in which questions are written. Enter sends and Shift+Enter breaks the line, except for the
 * keyboard on a touch screen, which has no Shift+Enter; an input method that composes keeps its keys.
 * What is typed and not sent is kept for each conversation.
 */

import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import type { Draft, QuestionContent } from "../../core/index.ts";
import type { Model } from "../../protocol/index.ts";
import { useStore } from "../../react/index.ts";
import { isComposing } from "../keys/composing.ts";
import { withKeys } from "../keys/shortcuts.ts";
import { isMac, useShortcuts } from "../keys/use-shortcuts.ts";
import { find, mark } from "../landmarks.ts";
import { Icon } from "../shared/icons.tsx";
import { Late, useLate } from "../shared/late.ts";
import { useTexts } from "../text/texts.tsx";

interface ComposerProps {
  draft: Draft;
  /** An answer is growing: Stop takes the place of Send. */
  growing: boolean;
  stopping: boolean;
  /** Called when the draft is to be asked. */
  onSend: () => void;
  /** Called when it is to be asked after the growing answer; null while that cannot be. */
  onQueue?: (() => void) | null;
  onStop: () => void;
  /** The one that answers; undefined before it is known. */
  model: Model | undefined;
  /** The conversation is, or is to be, a temporary one. */
  temporary: boolean;
  children?: ReactNode;
}

const lateBeside = new Late(() => import("./beside-box.tsx"));

type Box = { readonly current: HTMLTextAreaElement | null };

export function Composer(props: ComposerProps): ReactNode {
  const { draft, growing, onSend, onStop } = props;
  const { content, edited } = useStore(draft);
  const { text } = content;
  const texts = useTexts();
  const box = useRef<HTMLTextAreaElement>(null);
  const [place, setPlace] = useState<HTMLElement | null>(null);
  const beside = useLate(lateBeside, true).loaded;
  const hold = useRef<(() => boolean) | null>(null);
  const [early, setEarly] = useState("");
  useGrowingHeight(box, text);
  useFocus(box, growing, edited?.id);
  useShortcuts({
    focusMessage: () => box.current?.focus(),
    // Below an open drawer nothing can be used: Escape closes that.
    stop: () => growing && box.current?.closest("[inert]") === null && onStop(),
  });

  const written = gist(content);
  const ready = written !== "" && written !== gist(edited);
  // Another version of a question does not wait: it belongs before what grows.
  const onReady = growing ? (edited === null && props.onQueue) || null : onSend;
  const send = (): void => {
    if (!ready || hold.current?.()) return;
    if (onReady === null) {
      setEarly(text);
      return;
    }
    // The button that was pressed goes away; the next question is written here.
    if (canHover()) box.current?.focus();
    onReady();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === "Enter" && sends(event)) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape" && edited !== null) {
      event.preventDefault();
      draft.cancelEdit();
    }
  };
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {edited !== null && (
        <div className="composer-editing">
          <Icon name="pencil" />
          <span>{texts.editing}</span>
          <button type="button" className="link" onClick={() => draft.cancelEdit()}>
            {texts.cancel}
          </button>
        </div>
      )}
      {growing && text !== "" && early === text && (
        <p className="composer-note early" role="alert">
          {texts.tooSoon}
        </p>
      )}
      {beside && <beside.Attaching {...props} box={box} place={place} hold={hold} onSend={send} />}
      <textarea
        ref={box}
        {...mark("message-box")}
        rows={1}
        value={text}
        aria-label={texts.message}
        placeholder={texts.messagePlaceholder}
        enterKeyHint={onTouchScreen() ? "enter" : "send"}
        autoComplete="off"
        onChange={(event) => draft.setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="composer-foot">
        <span ref={setPlace} />
        {props.children}
        {beside && <beside.Dictation box={box} draft={draft} />}
        {(!growing || (ready && onReady !== null)) && (
          <button
            key="send"
            type="submit"
            className="round send"
            aria-label={growing ? texts.queue : texts.send}
            title={growing ? texts.queue : texts.send}
            disabled={!ready}
          >
            <Icon name="send" />
          </button>
        )}
        {/* Where it always is: what is written must not move it away below a finger. */}
        {growing && <StopButton stopping={props.stopping} onStop={onStop} />}
      </div>
    </form>
  );
}

/** By which two questions are told apart: the text, and which pictures. */
function gist(content: QuestionContent | null): string {
  return content ? content.text.trim() + (content.attachments ?? []).map(({ id }) => id) : "";
}

function StopButton({ stopping, onStop }: { stopping: boolean; onStop: () => void }): ReactNode {
  const texts = useTexts();
  return (
    <button
      key="stop"
      type="button"
      className="round stop"
      aria-label={texts.stop}
      title={stopping ? texts.stopping : withKeys(texts.stop, "stop", isMac)}
      aria-disabled={stopping}
      onClick={onStop}
    >
      <span className="stop-mark" aria-hidden="true" />
    </button>
  );
}

/** Whether this Enter sends. With Ctrl or ⌘ it does so everywhere. */
function sends(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey) return true;
  return !event.shiftKey && !event.altKey && !isOnScreen(event);
}

/** Whether the key was drawn on a touch screen: then it has no place on a keyboard. */
function isOnScreen(event: KeyboardEvent): boolean {
  return event.code === "" && onTouchScreen();
}

function canHover(): boolean {
  return matchMedia("(hover: hover)").matches;
}

function onTouchScreen(): boolean {
  return matchMedia("(hover: none)").matches;
}

/** Puts the focus where the next question is written, except on a phone. */
export function focusMessageBox(): void {
  if (canHover()) find("message-box", document)?.focus();
}

/** Focuses the box when it is shown, when an edit begins or ends, and when nothing else has it. */
function useFocus(box: Box, growing: boolean, edited: string | undefined): void {
  useEffect(() => {
    const area = box.current;
    if (area === null) return;
    // A phone would raise its keyboard over the conversation.
    if (edited !== undefined || canHover()) area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  }, [box, edited]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when an answer begins or ends
  useEffect(() => {
    // Send, Stop and Regenerate go away when they are pressed, and would take the focus with them.
    if (document.activeElement === document.body && canHover()) box.current?.focus();
  }, [growing]);
}

/** Makes the box as high as its text, within what the style sheet allows. */
function useGrowingHeight(box: Box, text: string): void {
  useLayoutEffect(() => {
    const area = box.current;
    if (area === null) return;
    area.style.height = "auto";
    // Reads `text` through the box: the height follows it.
    area.style.height = text === "" ? "" : `${area.scrollHeight}px`;
  }, [box, text]);
}
