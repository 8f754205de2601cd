/**
 * The box in which questions are written. Enter sends, Shift+Enter breaks the line, an input method
 * that is composing keeps its keys. What is typed and not sent is kept for each conversation.
 */

import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { Icon } from "./icons.tsx";
import { readDraft, writeDraft } from "./preferences.tsx";
import { withKeys } from "./shortcuts.ts";
import { useTexts } from "./text/texts.tsx";
import { useComposition } from "./use-composition.ts";
import { isMac, useShortcuts } from "./use-shortcuts.ts";

/** The question that is being edited: its id, and its text as it stands. */
export interface Editing {
  readonly id: string;
  readonly text: string;
}

interface ComposerProps {
  conversationId: string | null;
  /** An answer is growing: Stop takes the place of Send. */
  busy: boolean;
  stopping: boolean;
  editing: Editing | null;
  /** A question the server did not take; it is offered again if nothing else was typed. */
  rejected: string | null;
  onSend: (content: string) => void;
  onStop: () => void;
  onCancelEdit: () => void;
  children?: ReactNode;
}

export function Composer(props: ComposerProps): ReactNode {
  const { conversationId, busy, stopping, editing, rejected, onSend, onStop, onCancelEdit } = props;
  const texts = useTexts();
  const box = useRef<HTMLTextAreaElement>(null);
  const composition = useComposition();
  const { text, setText } = useDraft(conversationId, editing, rejected);
  useGrowingHeight(box, text);
  useEffect(() => {
    const area = box.current;
    if (area === null) return;
    // A phone would raise its keyboard over the conversation.
    if (editing !== null || canHover()) area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  }, [editing]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when an answer begins or ends
  useEffect(() => {
    // Send, Stop and Regenerate go away when they are pressed, and would take the focus with them.
    if (document.activeElement === document.body && canHover()) box.current?.focus();
  }, [busy]);

  useShortcuts({
    focusMessage: () => box.current?.focus(),
    // Below an open drawer nothing can be used: Escape closes that.
    stop: () => busy && box.current?.closest("[inert]") === null && onStop(),
  });

  const ready = text.trim() !== "" && !busy;
  const send = (): void => {
    if (!ready) return;
    setText("");
    // The button that was pressed goes away; the next question is written here.
    if (canHover()) box.current?.focus();
    onSend(text);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (composition.isComposing(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape" && editing !== null) {
      event.preventDefault();
      onCancelEdit();
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
      {editing !== null && (
        <div className="composer-editing">
          <Icon name="pencil" />
          <span>{texts.editing}</span>
          <button type="button" className="link" onClick={onCancelEdit}>
            {texts.cancel}
          </button>
        </div>
      )}
      <textarea
        ref={box}
        rows={1}
        value={text}
        aria-label={texts.message}
        placeholder={texts.messagePlaceholder}
        enterKeyHint="send"
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        {...composition.handlers}
      />
      <div className="composer-foot">
        {props.children}
        {busy ? (
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
        ) : (
          <button
            key="send"
            type="submit"
            className="round"
            aria-label={texts.send}
            title={texts.send}
            disabled={!ready}
          >
            <Icon name="send" />
          </button>
        )}
      </div>
    </form>
  );
}

function canHover(): boolean {
  return matchMedia("(hover: hover)").matches;
}

/** The text of the box: the draft of this conversation, or the question being edited. */
function useDraft(
  id: string | null,
  editing: Editing | null,
  rejected: string | null,
): { text: string; setText: (text: string) => void } {
  const source = `${id ?? ""}/${editing?.id ?? ""}`;
  const [state, setState] = useState(() => ({ source, text: readDraft(id) }));
  let { text } = state;
  if (state.source !== source) {
    text = editing?.text ?? readDraft(id);
    setState({ source, text });
  }
  const [offered, setOffered] = useState<string | null>(null);
  if (rejected !== offered) {
    setOffered(rejected);
    if (rejected !== null && text === "") setState({ source, text: rejected });
  }
  useEffect(() => {
    if (rejected !== null && readDraft(id) === "") writeDraft(id, rejected);
  }, [id, rejected]);
  const setText = (next: string): void => {
    setState({ source, text: next });
    if (editing === null) writeDraft(id, next);
  };
  return { text, setText };
}

/** Puts the focus where the next question is written, except on a phone. */
export function focusMessageBox(): void {
  if (canHover()) document.querySelector<HTMLElement>(".composer textarea")?.focus();
}

/** Makes the box as high as its text, within what the style sheet allows. */
function useGrowingHeight(box: { current: HTMLTextAreaElement | null }, text: string): void {
  useLayoutEffect(() => {
    const area = box.current;
    if (area === null) return;
    area.style.height = "auto";
    // Reads `text` through the box: the height follows it.
    area.style.height = text === "" ? "" : `${area.scrollHeight}px`;
  }, [box, text]);
}
