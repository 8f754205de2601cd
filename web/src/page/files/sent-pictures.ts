/**
 * The pictures that go with a question as they are. Each is made ready in the browser, has its id
 * from here, and is then in the draft at once; it is sent while the question is being written.
 */

import { type AttachmentsApi, MAX_ATTACHMENTS, newId } from "../../core/attachments/index.ts";
import { type Draft, type ReadonlyStore, Store } from "../../core/index.ts";
import { type ApiError, type Attachment, asApiError } from "../../protocol/index.ts";
import { SERVED_PATH } from "../addresses.ts";
import { Unextracted, type Untold } from "./extracted.ts";
import type { PreparedPicture } from "./prepared-picture.ts";

export type SendingState =
  | { readonly status: "preparing" | "sending" | "ready" }
  /** `error` null: it cannot be sent at all. */
  | { readonly status: "failed"; readonly reason: Untold | "many"; readonly error: null }
  | { readonly status: "failed"; readonly error: ApiError };

export interface SentPicture {
  readonly id: string;
  readonly name: string;
  /** null: an earlier page has sent it, or an earlier question has it. */
  readonly file: File | null;
  readonly state: SendingState;
}

/** What was added here, for as long as the box is there. */
interface Upload extends SentPicture {
  readonly file: File;
  readonly prepared: PreparedPicture | null;
  /** The draft has it. */
  readonly placed: boolean;
  readonly abort: AbortController;
}

export interface SendingWays {
  /** Whether the draft has the question of the pictures now, and not an edit of another one. */
  readonly isOpen: () => boolean;
  /** @throws Unextracted if this browser cannot decode it */
  readonly prepare: (file: File) => Promise<PreparedPicture>;
}

type Pictures = readonly SentPicture[];

const READY: SendingState = { status: "ready" };
const SENDING: SendingState = { status: "sending" };
const LOST: SendingState = { status: "failed", reason: "lost", error: null };
const TOO_MANY: SendingState = { status: "failed", reason: "many", error: null };

/** What is under way, by id: a draft has it already, so it outlives the box that sends it. */
const underWay = new Map<string, Promise<void>>();

export class SentPictures implements ReadonlyStore<Pictures> {
  readonly #store = new Store<Pictures>([]);
  readonly #draft: Draft;
  readonly #api: AttachmentsApi;
  readonly #how: SendingWays;
  readonly getSnapshot = this.#store.getSnapshot;
  readonly subscribe = this.#store.subscribe;
  #uploads: readonly Upload[] = [];
  /** Pictures are made ready one after the other, in their order: each takes much memory. */
  #preparing: Promise<void> = Promise.resolve();
  #temporary = false;
  /** What an earlier page has sent, and the server does not have. */
  readonly #lost = new Set<string>();

  constructor(draft: Draft, api: AttachmentsApi, how: SendingWays) {
    this.#draft = draft;
    this.#api = api;
    this.#how = how;
  }

  add(file: File): void {
    const usable = this.getSnapshot().filter(({ state }) => state.status !== "failed");
    const isOne = usable.length < MAX_ATTACHMENTS;
    const state: SendingState = isOne ? { status: "preparing" } : TOO_MANY;
    const about = { id: newId(), name: file.name, file, state };
    const added = { ...about, prepared: null, placed: false, abort: new AbortController() };
    this.#uploads = [...this.#uploads, added];
    this.follow();
    if (!isOne) return;
    this.#preparing = this.#preparing.then(() => this.#prepare(added));
  }

  /** Takes a picture away; calls off its sending. */
  remove(id: string): void {
    this.#uploads.find((each) => each.id === id)?.abort.abort();
    this.#uploads = this.#uploads.filter((each) => each.id !== id);
    this.#setAttachments(this.#attachments.filter((each) => each.id !== id));
  }

  /** Takes a picture one place up (-1) or down (1). */
  move(id: string, by: -1 | 1): void {
    const all = [...this.#attachments];
    const at = all.findIndex((each) => each.id === id);
    const [one, other] = [all[at], all[at + by]];
    if (one === undefined || other === undefined) return;
    all[at] = other;
    all[at + by] = one;
    this.#setAttachments(all);
  }

  retry(id: string): void {
    const upload = this.#uploads.find((each) => each.id === id);
    if (upload === undefined) return;
    const sending = this.#send(upload).finally(() => underWay.delete(id));
    underWay.set(id, sending);
  }

  /** Sends again what a conversation of the other kind could not have. */
  async setTemporary(temporary: boolean): Promise<void> {
    if (temporary === this.#temporary) return;
    this.#temporary = temporary;
    for (const { id } of this.#attachments) {
      const file = await this.fileOf(id).catch(() => null);
      if (file === null) {
        this.#lost.add(id);
        this.follow();
        continue;
      }
      this.remove(id);
      this.add(file);
    }
  }

  /** The file of a picture; that of an earlier page comes from the server. */
  async fileOf(id: string): Promise<File> {
    const upload = this.#uploads.find((each) => each.id === id);
    if (upload !== undefined) return upload.file;
    const reply = await fetch(SERVED_PATH + this.#api.path(id));
    if (!reply.ok) throw new Unextracted("unreachable");
    const content = await reply.blob();
    const name = this.#attachments.find((each) => each.id === id)?.name ?? "";
    return new File([content], name, { type: content.type });
  }

  /** Looks whether the server has a picture that could not be shown. */
  async lookFor(id: string): Promise<void> {
    const reply = await fetch(SERVED_PATH + this.#api.path(id)).catch(() => null);
    if (reply?.status !== 404) return;
    this.#lost.add(id);
    this.follow();
  }

  /** Takes in what the draft has now. */
  readonly follow = (): void => {
    if (!this.#how.isOpen()) return;
    this.#place();
    const known = new Map(this.#uploads.map((each) => [each.id, each]));
    const kept = this.#attachments.map(
      ({ id, name }) => known.get(id) ?? { id, name, file: null, state: this.#stateOf(id) },
    );
    this.#store.set([...kept, ...this.#uploads.filter(({ placed }) => !placed)]);
  };

  /** Calls off what the draft does not have yet. */
  close(): void {
    for (const { placed, abort } of this.#uploads) if (!placed) abort.abort();
  }

  /** Puts into the draft what was made ready, be it while another one was open. */
  #place(): void {
    for (const { id, name, prepared, placed } of this.#uploads) {
      if (prepared === null || placed) continue;
      const { picture, width, height } = prepared;
      const about = { id, name, media_type: picture.type, bytes: picture.size, width, height };
      this.#change(id, { placed: true });
      this.#draft.setAttachments([...this.#attachments, about]);
    }
  }

  /** How it is with a picture that was not added here. */
  #stateOf(id: string): SendingState {
    if (this.#lost.has(id)) return LOST;
    const sending = underWay.get(id);
    if (sending === undefined) return READY;
    void sending.then(this.follow);
    return SENDING;
  }

  get #attachments(): readonly Attachment[] {
    return this.#draft.getSnapshot().content.attachments ?? [];
  }

  #setAttachments(attachments: Attachment[]): void {
    this.#draft.setAttachments(attachments);
    this.follow();
  }

  async #prepare({ id, file, abort }: Upload): Promise<void> {
    if (abort.signal.aborted) return;
    try {
      const prepared = await this.#how.prepare(file);
      if (abort.signal.aborted) return;
      this.#patch(id, { prepared });
    } catch (failure) {
      const reason = failure instanceof Unextracted ? failure.reason : "broken";
      this.#patch(id, { state: { status: "failed", reason, error: null } });
      return;
    }
    this.retry(id);
  }

  /** Under the same id each time: what has arrived already is not there twice. */
  async #send({ id, name, prepared, abort }: Upload): Promise<void> {
    if (prepared === null) return;
    this.#patch(id, { state: SENDING });
    const { signal } = abort;
    const options = { id, name, signal, temporary: this.#temporary };
    try {
      await this.#api.attach(prepared.picture, options);
      this.#patch(id, { state: READY });
    } catch (failure) {
      if (signal.aborted) return;
      this.#patch(id, { state: { status: "failed", error: asApiError(failure) } });
    }
  }

  #patch(id: string, fields: Partial<Upload>): void {
    this.#change(id, fields);
    this.follow();
  }

  #change(id: string, fields: Partial<Upload>): void {
    this.#uploads = this.#uploads.map((each) => (each.id === id ? { ...each, ...fields } : each));
  }
}
