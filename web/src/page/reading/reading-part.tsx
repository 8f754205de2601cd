/** What comes late of reading: the button that reads an answer aloud, and the notice of its end. */

import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import type { AnswerStream, Conversation } from "../../core/index.ts";
import { spokenText } from "../../markdown/spoken/index.ts";
import { isSettled } from "../../protocol/index.ts";
import { useStore } from "../../react/index.ts";
import { usePreferences } from "../preferences.tsx";
import { IconButton } from "../shared/icon-button.tsx";
import { DRAWINGS } from "../shared/late-icons.ts";
import { Speech } from "./speech.ts";
import { useReadingTexts } from "./text/texts.ts";

const NO_VOICES = {
  getVoices: () => [],
  speak: () => undefined,
  cancel: () => undefined,
  addEventListener: () => undefined,
};
const speech = new Speech(globalThis.speechSynthesis ?? NO_VOICES);

/** Nothing where this machine has no voice of the answer's language. */
export function ReadAloudButton(props: {
  text: string;
  article: RefObject<HTMLElement | null>;
}): ReactNode {
  const texts = useReadingTexts();
  const { reading } = useStore(speech);
  const [self] = useState({});
  useEffect(() => {
    return () => {
      if (speech.getSnapshot().reading === self) speech.stop();
    };
  }, [self]);
  if (!speech.canRead(props.text)) return null;
  if (reading === self) {
    return (
      <IconButton label={texts.stopReading} icon={DRAWINGS.pause} onClick={() => speech.stop()} />
    );
  }
  return (
    <IconButton
      label={texts.readAloud}
      icon={DRAWINGS.speaker}
      onClick={() => speech.read(self, spokenText(props.article.current))}
    />
  );
}

/** An answer that took less is seldom waited for elsewhere. */
const LONG_MS = 10_000;

/** Gives notice, if that is wanted, when a long answer ends in a window that is out of sight. */
export function EndNotice({ conversation }: { conversation: Conversation }): ReactNode {
  const texts = useReadingTexts();
  const { notices } = useStore(usePreferences());
  const { live, branch, title, id } = useStore(conversation);
  const before = useRef<AnswerStream | null>(null);
  useEffect(() => {
    const ended = live === null && before.current !== null;
    before.current = live;
    const message = branch.at(-1)?.message;
    if (!ended || !document.hidden || message?.role !== "assistant") return;
    const took = message.timings?.total_ms ?? 0;
    // One that was stopped is no news to who stopped it.
    if (!isSettled(message.status) || message.status === "stopped" || took < LONG_MS) return;
    if (notices === "off") return;
    const said = message.status === "finished" ? texts.answerEnded : texts.answerFailed;
    giveNotice(said, { body: title, ...(id !== null && { tag: id }) });
  }, [live, branch, title, id, notices, texts]);
  return null;
}

/** Shows a notice, whose click leads back here; returns whether this browser lets a page do so. */
export function giveNotice(title: string, options: NotificationOptions): boolean {
  try {
    if (Notification.permission !== "granted") return false;
    const notice = new Notification(title, options);
    notice.onclick = () => {
      window.focus();
      notice.close();
    };
    return true;
  } catch {
    // Plain HTTP in a local network has none, and on phones only installed workers may.
    return false;
  }
}
