/** The pictures of Yeoul's own export: each comes before the conversation that has it. */

import type { ExportedPicture } from "../../../core/archive/index.ts";
import { type AttachmentsApi, attachmentsApi } from "../../../core/attachments/index.ts";
import type { ApiClient } from "../../../core/index.ts";
import { type Attachment, asApiError } from "../../../protocol/index.ts";

export function isPicture(value: object): value is ExportedPicture {
  const { id, content } = value as Partial<ExportedPicture>;
  return typeof id === "string" && typeof content === "string" && "media_type" in value;
}

/** Sends pictures on, and knows the id that each has here. */
export class ExportedPictures {
  readonly #attachments: AttachmentsApi;
  readonly #signal: AbortSignal;
  readonly #ids = new Map<string, string>();

  constructor(api: ApiClient, signal: AbortSignal) {
    this.#attachments = attachmentsApi(api);
    this.#signal = signal;
  }

  /**
   * One that is refused is left out: its question still comes.
   *
   * @throws ApiError if the server cannot take it for now
   */
  async send({ id, name, media_type, content }: ExportedPicture): Promise<void> {
    const bytes = blobOf(content, media_type);
    const sent = { name, signal: this.#signal };
    try {
      const kept = await this.#attachments
        .attach(bytes, { ...sent, id })
        .catch((failure: unknown) => {
          // Here already, as a picture of somebody else, or deleted with a conversation.
          if (asApiError(failure).code === "id_taken") return this.#attachments.attach(bytes, sent);
          throw failure;
        });
      this.#ids.set(id, kept.id);
    } catch (failure) {
      this.#signal.throwIfAborted();
      const error = asApiError(failure);
      if (error.status < 400 || error.status >= 500 || error.retryable) throw error;
    }
  }

  /** The ids, here, of those of a question that have been sent. */
  idsOf(attachments: readonly Attachment[]): string[] {
    return attachments.map(({ id }) => this.#ids.get(id)).filter((id) => id !== undefined);
  }
}

/** The bytes in base64. No `data:` address: the page's policy lets nothing be fetched from one. */
function blobOf(content: string, type: string): Blob {
  return new Blob([Uint8Array.from(atob(content), (byte) => byte.charCodeAt(0))], { type });
}
