/**
 * The question that is being written in a conversation: what it says, which question it is to be a
 * new version of, and the model that was picked for it.
 *
 * Until it is sent it is kept by name, one draft for each conversation and one for each question that
 * is edited, all of them with the id of the conversation in their names. A new conversation has its id
 * with its first question, and none again if that is refused: what is kept moves along, and nothing
 * changes in what is shown.
 */

import type { Attachment } from "../../protocol/index.ts";
import { type ReadonlyStore, Store } from "../store.ts";
import type { ConversationView, QuestionContent } from "./conversation-view.ts";

/** Keeps texts by name; "" stands for nothing. One that keeps nothing only forgets. */
export interface DraftMemory {
  read(name: string): string;
  write(name: string, text: string): void;
}

/** A question that is edited, as it stands. */
export interface EditedQuestion extends QuestionContent {
  readonly id: string;
}

export interface DraftView {
  readonly content: QuestionContent;
  /** null for a new question, and while the edited one is on a branch that is not shown. */
  readonly edited: EditedQuestion | null;
  /** The id of the model that was picked in this conversation; "" if none was. */
  readonly model: string;
}

/** A draft to be asked: its content, and the question of which it is a new version. */
export interface TakenDraft {
  readonly content: QuestionContent;
  readonly editOf: string | null;
}

const BLANK: QuestionContent = { text: "" };

export class Draft implements ReadonlyStore<DraftView> {
  readonly #conversation: ReadonlyStore<ConversationView>;
  readonly #memory: DraftMemory;
  readonly #view: Store<DraftView>;
  #id: string | null;
  /** The id of the question that is to be edited; "" for none. */
  #wanted: string;
  /** The rejected question that was offered last. */
  #offered: ConversationView["rejected"] = null;
  #leave: (() => void) | null = null;
  #watchers = 0;
  readonly getSnapshot: () => DraftView;

  constructor(conversation: ReadonlyStore<ConversationView>, memory: DraftMemory) {
    const { id } = conversation.getSnapshot();
    this.#conversation = conversation;
    this.#memory = memory;
    this.#id = id;
    this.#wanted = id === null ? "" : memory.read(editedName(id));
    const model = id === null ? "" : memory.read(modelName(id));
    const content = contentOf(memory.read(draftName(id)));
    this.#view = new Store<DraftView>({ content, edited: null, model });
    this.getSnapshot = this.#view.getSnapshot;
    this.#follow();
  }

  /** While there are subscribers, or a question is answered, the draft follows its conversation. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#watchers += 1;
    this.#leave ??= this.#conversation.subscribe(() => this.#follow());
    this.#follow();
    const unsubscribe = this.#view.subscribe(listener);
    return () => {
      unsubscribe();
      this.#watchers -= 1;
      this.#leaveUnneeded();
    };
  };

  /** A question that is under way may come back when nobody looks at it any more: it is kept. */
  #leaveUnneeded(): void {
    if (this.#watchers > 0 || this.#conversation.getSnapshot().live !== null) return;
    this.#leave?.();
    this.#leave = null;
  }

  setText(text: string): void {
    this.write({ ...this.getSnapshot().content, text });
  }

  /** Has these pictures go with the text. */
  setAttachments(attachments: Attachment[]): void {
    this.write({ ...this.getSnapshot().content, attachments });
  }

  /** Has this content in the place of what is written. */
  write(content: QuestionContent): void {
    const { edited } = this.getSnapshot();
    this.#view.patch({ content });
    const text = keptText(content);
    const isSame = edited !== null && text === keptText(edited);
    this.#memory.write(this.#place(edited), isSame ? "" : text);
  }

  /** Has the next answer made by the model `id`. */
  pickModel(id: string): void {
    this.#view.patch({ model: id });
    if (this.#id !== null) this.#memory.write(modelName(this.#id), id);
  }

  /** Begins to edit a question of the branch, where an earlier edit of it was left. */
  edit({ message }: { readonly message: { readonly id: string } }): void {
    this.#wanted = message.id;
    this.#follow();
  }

  /** Gives up the edit; the draft of the conversation is shown again. */
  cancelEdit(): void {
    const { edited } = this.getSnapshot();
    if (edited !== null) this.#memory.write(this.#place(edited), "");
    this.#endEdit();
  }

  /** What is to be asked now; the draft begins again from nothing. */
  take(): TakenDraft {
    const { content, edited } = this.getSnapshot();
    this.#memory.write(this.#place(edited), "");
    if (edited === null) this.#view.patch({ content: BLANK });
    this.#endEdit();
    return { content, editOf: edited?.id ?? null };
  }

  #endEdit(): void {
    this.#wanted = "";
    if (this.#id !== null) this.#memory.write(editedName(this.#id), "");
    this.#follow();
  }

  /** Takes in what became of the conversation. */
  #follow(): void {
    const { id, branch, rejected } = this.#conversation.getSnapshot();
    if (id !== this.#id) {
      this.#move(draftName(this.#id), draftName(id));
      this.#id = id;
    }
    const found = branch.find(({ message }) => message.id === this.#wanted)?.message;
    this.#turnTo(found?.role === "user" ? found : null);
    this.#offer(rejected);
    this.#leaveUnneeded();
  }

  /** Shows the draft of another question. */
  #turnTo(edited: EditedQuestion | null): void {
    if (edited?.id === this.getSnapshot().edited?.id) return;
    const kept = this.#memory.read(this.#place(edited));
    this.#view.patch({ edited, content: contentOf(kept || keptText(edited ?? BLANK)) });
    this.#keepEdited();
  }

  /** Lets a reload continue the edit. An edit on another branch stays wanted, so nothing is erased. */
  #keepEdited(): void {
    const { edited } = this.getSnapshot();
    if (edited !== null && this.#id !== null) this.#memory.write(editedName(this.#id), edited.id);
  }

  /** A question that was not asked is offered again, once, where nothing else is written. */
  #offer(rejected: ConversationView["rejected"]): void {
    if (rejected === this.#offered) return;
    this.#offered = rejected;
    if (rejected === null) return;
    const { content } = rejected;
    const place = draftName(this.#id);
    if (this.#memory.read(place) === "") this.#memory.write(place, keptText(content));
    if (keptText(this.getSnapshot().content) === "") this.#view.patch({ content });
  }

  #place(edited: EditedQuestion | null): string {
    return edited === null ? draftName(this.#id) : editName(this.#id, edited.id);
  }

  #move(from: string, to: string): void {
    const kept = this.#memory.read(from);
    if (kept === "") return;
    this.#memory.write(to, kept);
    this.#memory.write(from, "");
  }
}

/**
 * What is kept of a draft: its text, or all of it behind a sign with which no kept text begins. Of
 * a question that is edited it is the content alone: with its id the edit would be that question.
 */
function keptText(content: QuestionContent): string {
  const { text, attachments } = content;
  return attachments?.[0] || text[0] === WHOLE
    ? WHOLE + JSON.stringify({ text, attachments })
    : text;
}

function contentOf(kept: string): QuestionContent {
  return kept[0] === WHOLE ? JSON.parse(kept.slice(1)) : { text: kept };
}

const WHOLE = "\0";
const draftName = (id: string | null): string => `draft.${id ?? "new"}`;
const editName = (id: string | null, question: string): string => `edit.${id}.${question}`;
const editedName = (id: string): string => `edited.${id}`;
const modelName = (id: string): string => `model.${id}`;
