/** The pictures of questions: `/api/attachments…`. */

import { type Attachment, readFields, readInteger, readString } from "../../protocol/index.ts";
import type { ApiClient, RequestOptions } from "../api-client.ts";

/** Pictures of one question. */
export const MAX_ATTACHMENTS = 20;

/** For how long a picture may be on its way, while the server says nothing. */
const UPLOAD_MS = 120_000;

export interface AttachOptions extends Pick<RequestOptions, "signal"> {
  /** What people see of it; default: that of a `File`. */
  readonly name?: string;
  /** An id of your own (`newId`), under which the same picture can be sent again. */
  readonly id?: string;
  /** For a temporary conversation: the server keeps it in memory alone. */
  readonly temporary?: boolean;
}

export interface AttachmentsApi {
  /**
   * Sends a picture: PNG, JPEG, WebP or a still GIF, at most 20 MB. Its `id` goes into the
   * `attachments` of a question that is asked within a day.
   *
   * @throws ApiError `picture_refused` if it is none that is taken, or that of another refusal
   */
  attach(picture: Blob, options?: AttachOptions): Promise<Attachment>;
  /** The path of a picture, below the server's address: what an `<img>` of the same origin shows. */
  path(attachmentId: string): string;
}

export function attachmentsApi({ call }: Pick<ApiClient, "call">): AttachmentsApi {
  return {
    attach: (picture, { signal, name, id, temporary } = {}) => {
      const query = new URLSearchParams({ name: name ?? nameOf(picture) });
      if (id !== undefined) query.set("id", id);
      if (temporary === true) query.set("temporary", "true");
      const options = { waitMs: UPLOAD_MS, ...(signal !== undefined && { signal }) };
      return call("POST", `/attachments?${query}`, decodeAttachment, options, asPicture(picture));
    },
    path: (id) => `/api/attachments/${encodeURIComponent(id)}`,
  };
}

/** The picture, with a type: without one it would be sent as none. The server looks at its bytes. */
function asPicture(picture: Blob): Blob {
  const isOne = picture.type.startsWith("image/");
  return isOne ? picture : picture.slice(0, picture.size, "image/png");
}

function nameOf(picture: Blob): string {
  return "name" in picture && typeof picture.name === "string" ? picture.name : "";
}

function decodeAttachment(value: unknown): Attachment {
  const fields = readFields(value, "attachment");
  return {
    id: readString(fields.id, "id"),
    media_type: readString(fields.media_type, "media_type"),
    bytes: readInteger(fields.bytes, "bytes"),
    width: readInteger(fields.width, "width"),
    height: readInteger(fields.height, "height"),
    name: readString(fields.name, "name"),
  };
}
