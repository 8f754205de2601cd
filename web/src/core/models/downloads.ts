/** The model files that the server fetches: `/api/downloads…`. They go on without any page. */

import {
  type Allowed,
  isOneOf,
  orNull,
  readBoolean,
  readFields,
  readList,
  readNumber,
  readOneOf,
  readString,
} from "../../protocol/index.ts";
import type { ApiClient, RequestOptions } from "../api-client.ts";

const STATUSES = {
  running: true,
  paused: true,
  finished: true,
  failed: true,
} as const satisfies Allowed<string>;

/** What can be wrong with a download. */
const FAULTS = {
  hub_unreachable: true,
  hub_silent: true,
  hub_busy: true,
  connection_cut: true,
  fetched_elsewhere: true,
  disk_full: true,
  hub_refused: true,
  file_missing: true,
  web_page: true,
  wrong_file: true,
  file_exists: true,
  folder_failed: true,
  internal: true,
} as const satisfies Allowed<string>;

export type DownloadFault = keyof typeof FAULTS;

/** A file that is fetched, or was. */
export interface Download {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  /** What is there of it. */
  readonly bytes: number;
  /** null until the hub tells. */
  readonly total_bytes: number | null;
  readonly sha256: string | null;
  readonly status: keyof typeof STATUSES;
  /** What is wrong, in the server's words. One that is not `failed` goes on by itself. */
  readonly error: string | null;
  /** The same as a code; null without an error, and for one that this page does not know. */
  readonly code: DownloadFault | null;
  /** Bytes per second; null unless it is running. */
  readonly rate: number | null;
}

/** A model that the server knows where to fetch. */
export interface CatalogueModel {
  readonly name: string;
  readonly title: string;
  readonly bytes: number;
  readonly licence: string;
  /** BCP 47. */
  readonly languages: readonly string[];
  /** What it needs to run. */
  readonly memory_bytes: number;
  /** Whether this machine has that; null where it does not tell. */
  readonly fits: boolean | null;
  readonly installed: boolean;
  readonly thinks: boolean;
}

/** The file of a model on the server that is none of the catalogue. */
export interface ModelFile {
  /** That of its model. */
  readonly id: string;
  readonly title: string;
  readonly bytes: number;
  /** Why it cannot be used, in the server's words; null where nothing is known against it. */
  readonly error: string | null;
}

export interface DownloadsReply {
  readonly downloads: readonly Download[];
  readonly catalogue: readonly CatalogueModel[];
  readonly files: readonly ModelFile[];
  /** A sentence on why nothing can be fetched; null where it can. */
  readonly offline: string | null;
  /** Where the server finds files that were put there; null without such a place. */
  readonly folder: string | null;
}

/** A model of the catalogue, or a file of one's own. */
export type Wanted = { readonly model: string } | { readonly url: string; readonly sha256: string };

/** Each rejects with an `ApiError`. */
export interface DownloadsApi {
  read(options?: RequestOptions): Promise<DownloadsReply>;
  begin(wanted: Wanted): Promise<void>;
  pause(id: string): Promise<void>;
  resume(id: string): Promise<void>;
  /** Ends a download, and deletes what is there of it. */
  cancel(id: string): Promise<void>;
  /** Deletes the file of a model that was fetched. */
  removeModel(modelId: string): Promise<void>;
}

export function downloadsApi({ call }: Pick<ApiClient, "call">): DownloadsApi {
  const at = (id: string): string => `/downloads/${encodeURIComponent(id)}`;
  const nothing = (): void => undefined;
  return {
    read: (options) => call("GET", "/downloads", decodeDownloads, options),
    begin: (wanted) => call("POST", "/downloads", nothing, {}, wanted),
    pause: (id) => call("POST", `${at(id)}/pause`, nothing),
    resume: (id) => call("POST", `${at(id)}/resume`, nothing),
    cancel: (id) => call("DELETE", at(id), nothing),
    removeModel: (id) => call("DELETE", `/models/${encodeURIComponent(id)}`, nothing),
  };
}

function decodeDownloads(value: unknown): DownloadsReply {
  const fields = readFields(value, "downloads");
  return {
    downloads: readList(fields.downloads, "downloads").map(decodeDownload),
    catalogue: readList(fields.catalogue, "catalogue").map(decodeCatalogueModel),
    files: readList(fields.files, "files").map(decodeModelFile),
    offline: orNull(readString, fields.offline, "offline"),
    folder: orNull(readString, fields.folder, "folder"),
  };
}

function decodeDownload(value: unknown): Download {
  const fields = readFields(value, "download");
  return {
    id: readString(fields.id, "id"),
    name: readString(fields.name, "name"),
    url: readString(fields.url, "url"),
    bytes: readNumber(fields.bytes, "bytes"),
    total_bytes: orNull(readNumber, fields.total_bytes, "total_bytes"),
    sha256: orNull(readString, fields.sha256, "sha256"),
    status: readOneOf(STATUSES, fields.status, "status"),
    error: orNull(readString, fields.error, "error"),
    code: isOneOf(FAULTS, fields.code) ? fields.code : null,
    rate: orNull(readNumber, fields.rate, "rate"),
  };
}

function decodeModelFile(value: unknown): ModelFile {
  const fields = readFields(value, "file");
  return {
    id: readString(fields.id, "id"),
    title: readString(fields.title, "title"),
    bytes: readNumber(fields.bytes, "bytes"),
    error: orNull(readString, fields.error, "error"),
  };
}

function decodeCatalogueModel(value: unknown): CatalogueModel {
  const fields = readFields(value, "model");
  return {
    name: readString(fields.name, "name"),
    title: readString(fields.title, "title"),
    bytes: readNumber(fields.bytes, "bytes"),
    licence: readString(fields.licence, "licence"),
    languages: readList(fields.languages, "languages").map((each) => readString(each, "language")),
    memory_bytes: readNumber(fields.memory_bytes, "memory_bytes"),
    fits: orNull(readBoolean, fields.fits, "fits"),
    installed: readBoolean(fields.installed, "installed"),
    thinks: readBoolean(fields.thinks, "thinks"),
  };
}
