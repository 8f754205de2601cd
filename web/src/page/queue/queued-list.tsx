/** The questions that wait, below the answer they wait for: each can be edited and taken back. */

import "./styles.css";
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import type { Conversation, QuestionContent } from "../../core/index.ts";
import type { QuestionQueue, QueuedQuestion } from "../../core/queue/index.ts";
import { useClient, useStore } from "../../react/index.ts";
import { ShownPictures } from "../files/shown-pictures.tsx";
import { isComposing } from "../keys/composing.ts";
import { IconButton } from "../shared/icon-button.tsx";
import { followQueues, queueOf } from "./queues.ts";
import type { QueueTexts } from "./text/en.ts";
import { useQueueTexts } from "./text/texts.ts";

export { queueOf };

export interface QueueProps {
  conversation: Conversation;
  /** Is given what was taken back. */
  onTakenBack: (content: QuestionContent) => void;
}

export function QueuedList({ conversation, onTakenBack }: QueueProps): ReactNode {
  const texts = useQueueTexts();
  const client = useClient();
  const queue = queueOf(conversation);
  const questions = useStore(queue);
  const { live, load } = useStore(conversation);
  useEffect(() => followQueues(client), [client]);
  return (
    <>
      <div aria-live="polite" className="off-screen">
        {questions.length > 0 && live !== null && texts.count(questions.length)}
      </div>
      {questions.length > 0 && load !== "failed" && (
        <ol className="queue" aria-label={texts.queuedQuestions}>
          {questions.map((question) => (
            <Queued
              key={question.id}
              queue={queue}
              question={question}
              idle={live === null}
              onTakenBack={onTakenBack}
            />
          ))}
        </ol>
      )}
    </>
  );
}

interface QueuedProps {
  queue: QuestionQueue;
  question: QueuedQuestion;
  /** Nothing grows that it could wait for. */
  idle: boolean;
  onTakenBack: QueueProps["onTakenBack"];
}

function Queued({ queue, question, idle, onTakenBack }: QueuedProps): ReactNode {
  const texts = useQueueTexts();
  const [editing, setEditing] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);
  const status = useId();
  const { id, content, held } = question;
  if (editing) {
    const onDone = (next: QuestionContent): void => {
      queue.change(id, next);
      setEditing(false);
    };
    return (
      <li>
        <QueuedEdit content={content} onDone={onDone} />
      </li>
    );
  }
  const takeBack = (): void => {
    const taken = queue.takeBack(id);
    if (taken !== undefined) onTakenBack(taken);
  };
  return (
    <li aria-describedby={status}>
      {(content.attachments?.length ?? 0) > 0 && (
        <ShownPictures pictures={content.attachments ?? []} />
      )}
      <div className="queued-text" dir="auto">
        {content.text}
      </div>
      <div className="queued-foot">
        <span
          id={status}
          className={held === null && !idle ? "queued-status" : "queued-status held"}
        >
          {statusText(texts, question, idle)}
        </span>
        {(idle || held !== null) && (
          <button type="button" className="link" onClick={() => queue.send(id)}>
            {texts.sendNow}
          </button>
        )}
        <IconButton
          ref={pencil}
          label={texts.edit}
          icon="pencil"
          onClick={() => {
            queue.edit(id);
            setEditing(true);
          }}
        />
        <IconButton label={texts.takeBack} icon="close" onClick={takeBack} />
      </div>
    </li>
  );
}

function statusText(texts: QueueTexts, { held }: QueuedQuestion, idle: boolean): string {
  if (held !== null) return texts.held[held];
  return idle ? texts.notSent : texts.queued;
}

interface EditProps {
  content: QuestionContent;
  onDone: (content: QuestionContent) => void;
}

/** Ends with what was written, or, given up or left empty, with what there was. */
function QueuedEdit({ content, onDone }: EditProps): ReactNode {
  const texts = useQueueTexts();
  const [text, setText] = useState(content.text);
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    box.current?.focus();
    box.current?.setSelectionRange(content.text.length, content.text.length);
  }, [content]);
  const save = (event?: FormEvent): void => {
    event?.preventDefault();
    onDone(text.trim() === "" ? content : { ...content, text });
  };
  return (
    <form className="queued-edit" onSubmit={save}>
      <textarea
        ref={box}
        aria-label={texts.edit}
        rows={Math.min(8, text.split("\n").length + 1)}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (isComposing(event.nativeEvent)) return;
          if (event.key === "Escape") {
            event.preventDefault();
            onDone(content);
          } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey || !event.shiftKey)) {
            event.preventDefault();
            save();
          }
        }}
      />
      <div className="queued-foot">
        <button type="button" onClick={() => onDone(content)}>
          {texts.cancel}
        </button>
        <button type="submit" className="primary">
          {texts.save}
        </button>
      </div>
    </form>
  );
}
