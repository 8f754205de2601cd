/**
 * The pictures that go with a question as they are. Each is made ready in the browser, has its id
 * from here, and is then in the draft at once; it is sent while the question is being written.
 */

import { type AttachmentsApi, MAX_ATTACHMENTS, newId } from "../../core/attachments/index.ts";
import { type Draft, type ReadonlyStore, Store } from "../../core/index.ts";
import { type ApiError, type Attachment, asApiError } from "../../protocol/index.ts";
import { SERVED_PATH } from "../addresses.ts";
import { Unextracted, type Untold } from "./extracted.ts";
import { type PreparedPicture, preparePicture } from "./prepared-picture.ts";

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
  readonly abort: AbortController;
}

type Pictures = readonly SentPicture[];

const READY: SendingState = { status: "ready" };

export class SentPictures implements ReadonlyStore<Pictures> {
  readonly #store = new Store<Pictures>([]);
  readonly #draft: Draft;
  readonly #api: AttachmentsApi;
  readonly getSnapshot = this.#store.getSnapshot;
  readonly subscribe = this.#store.subscribe;
  #uploads: readonly Upload[] = [];
  /** Pictures are made ready one after the other, in their order: each takes much memory. */
  #preparing: Promise<void> = Promise.resolve();
  #temporary = false;

  constructor(draft: Draft, api: AttachmentsApi) {
    this.#draft = draft;
    this.#api = api;
  }

  add(file: File): void {
    const state: SendingState = { status: "preparing" };
    const { name } = file;
    const added = { id: newId(), name, file, state, prepared: null, abort: new AbortController() };
    this.#uploads = [...this.#uploads, added];
    this.follow();
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
    if (upload !== undefined) void this.#send(upload);
  }

  /** Sends again what a conversation of the other kind could not have. */
  async setTemporary(temporary: boolean): Promise<void> {
    if (temporary === this.#temporary) return;
    this.#temporary = temporary;
    for (const { id } of this.#attachments) {
      const file = await this.fileOf(id).catch(() => null);
      this.remove(id);
      if (file !== null) this.add(file);
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

  /** Takes a picture out of the draft that the server does not have any more. */
  async forgetLost(id: string): Promise<void> {
    const reply = await fetch(SERVED_PATH + this.#api.path(id)).catch(() => null);
    if (reply?.status === 404) this.remove(id);
  }

  /** Takes in what the draft has now. */
  readonly follow = (): void => {
    const known = new Map(this.#uploads.map((each) => [each.id, each]));
    const kept = this.#attachments.map(
      ({ id, name }): SentPicture => known.get(id) ?? { id, name, file: null, state: READY },
    );
    const others = this.#uploads.filter(({ prepared }) => prepared === null);
    this.#store.set([...kept, ...others]);
  };

  /** Calls off everything that is not ready. */
  close(): void {
    for (const { abort } of this.#uploads) abort.abort();
  }

  get #attachments(): readonly Attachment[] {
    return this.#draft.getSnapshot().content.attachments ?? [];
  }

  #setAttachments(attachments: Attachment[]): void {
    this.#draft.setAttachments(attachments);
    this.follow();
  }

  async #prepare({ id, name, file, abort }: Upload): Promise<void> {
    if (abort.signal.aborted) return;
    try {
      if (this.#attachments.length >= MAX_ATTACHMENTS) throw new TooMany();
      const prepared = await preparePicture(file);
      if (abort.signal.aborted) return;
      this.#patch(id, { prepared });
      const { picture, width, height } = prepared;
      const about = { id, name, media_type: picture.type, bytes: picture.size, width, height };
      this.#setAttachments([...this.#attachments, about]);
    } catch (failure) {
      const reason = failure instanceof TooMany ? "many" : reasonOf(failure);
      this.#patch(id, { state: { status: "failed", reason, error: null } });
      return;
    }
    const upload = this.#uploads.find((each) => each.id === id);
    if (upload !== undefined) void this.#send(upload);
  }

  /** Under the same id each time: what has arrived already is not there twice. */
  async #send({ id, name, prepared, abort }: Upload): Promise<void> {
    if (prepared === null) return;
    this.#patch(id, { state: { status: "sending" } });
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
    this.#uploads = this.#uploads.map((each) => (each.id === id ? { ...each, ...fields } : each));
    this.follow();
  }
}

class TooMany extends Error {}

function reasonOf(failure: unknown): Untold {
  return failure instanceof Unextracted ? failure.reason : "broken";
}
