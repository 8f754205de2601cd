/**
 * The reader's assistants: `/api/assistants…`, and each as a file. A question begins a conversation with
 * one by its id (`assistant_id`).
 */

import {
  type Assistant,
  type AssistantRequest,
  DecodeError,
  parseJson,
  readBoolean,
  readFields,
  readList,
  readString,
} from "../../protocol/index.ts";
import type { ApiClient, RequestOptions } from "../api-client.ts";

/** One that ships with the server and was deleted. */
export interface DeletedAssistant {
  readonly id: string;
  readonly name: string;
}

export interface AssistantsReply {
  /** By their names. */
  readonly assistants: readonly Assistant[];
  /** They can be restored. */
  readonly deleted: readonly DeletedAssistant[];
}

/** What is kept of an assistant; what is left out is empty. */
export type AssistantFields = Omit<AssistantRequest, "yeoul_assistant">;

/** Each rejects with an `ApiError`. */
export interface AssistantsApi {
  all(options?: RequestOptions): Promise<AssistantsReply>;
  add(fields: AssistantFields): Promise<Assistant>;
  /** What is left out stays as it is, and so does all that was begun with it. */
  change(id: string, fields: Partial<AssistantFields>): Promise<Assistant>;
  /** What was begun with it stays as it is. */
  remove(id: string): Promise<void>;
  /** Brings back one that ships with the server, as it is there. */
  restore(id: string): Promise<Assistant>;
}

export function assistantsApi({ call }: Pick<ApiClient, "call">): AssistantsApi {
  const at = (id: string): string => `/assistants/${encodeURIComponent(id)}`;
  return {
    all: (options) => call("GET", "/assistants", decodeAll, options),
    add: (fields) => call("POST", "/assistants", decodeAssistant, {}, fields),
    change: (id, fields) => call("PATCH", at(id), decodeAssistant, {}, fields),
    remove: (id) => call("DELETE", at(id), () => undefined),
    restore: (id) => call("POST", `${at(id)}/restore`, decodeAssistant),
  };
}

function decodeAll(value: unknown): AssistantsReply {
  const { assistants, deleted } = readFields(value, "assistants");
  return {
    assistants: readList(assistants, "assistants").map(decodeAssistant),
    deleted: readList(deleted, "deleted").map((each) => {
      const { id, name } = readFields(each, "deleted");
      return { id: readString(id, "id"), name: readString(name, "name") };
    }),
  };
}

function decodeAssistant(value: unknown): Assistant {
  const fields = readFields(value, "assistant");
  readString(fields.id, "id");
  readString(fields.name, "name");
  readString(fields.description, "description");
  readString(fields.instructions, "instructions");
  for (const starter of readList(fields.starters, "starters")) readString(starter, "starters");
  readBoolean(fields.shipped, "shipped");
  return fields as Assistant;
}

/** The version of the form of files. */
const FILE_VERSION = 1;

/** Thrown for a file with an assistant, in a form of which this version knows nothing. */
export class LaterFile extends DecodeError {}

/** The contents of a file with an assistant. */
export function assistantFile({ id: _id, shipped: _shipped, ...made }: Assistant): string {
  const { parameters, ...fields } = made;
  const chosen = Object.entries(parameters ?? {}).filter(([, value]) => value !== null);
  const all = { ...fields, parameters: chosen.length > 0 ? Object.fromEntries(chosen) : null };
  const said = Object.entries(all).filter(([, value]) => value !== null && value.length !== 0);
  return `${JSON.stringify({ yeoul_assistant: FILE_VERSION, ...Object.fromEntries(said) }, null, 2)}\n`;
}

/**
 * What a file with an assistant says, to be looked at before it is kept; whether it is all right the
 * server decides.
 *
 * @throws LaterFile if it was written by a later version
 * @throws DecodeError if there is none in it
 */
export function readAssistantFile(contents: string): AssistantFields {
  const text = contents.replace(/^\uFEFF/, "");
  const { yeoul_assistant, ...fields } = readFields(parseJson(text, "file"), "file");
  if (yeoul_assistant !== FILE_VERSION) {
    const isLater = typeof yeoul_assistant === "number" && yeoul_assistant > FILE_VERSION;
    throw new (isLater ? LaterFile : DecodeError)("yeoul_assistant is another one");
  }
  readString(fields.name, "name");
  for (const name of ["description", "instructions", "model"])
    if (fields[name] != null) readString(fields[name], name);
  if (fields.starters != null)
    for (const each of readList(fields.starters, "starters")) readString(each, "starters");
  if (fields.parameters != null) readFields(fields.parameters, "parameters");
  const given = Object.entries(fields).filter(([, value]) => value !== null);
  return Object.fromEntries(given) as AssistantFields;
}
