/** The assistants of Yeoul's own export. What is here already, under whatever id, is not made twice. */

import {
  type AssistantFields,
  type AssistantsApi,
  assistantsApi,
} from "../../../core/assistants/index.ts";
import type { ApiClient } from "../../../core/index.ts";
import { type Assistant, asApiError } from "../../../protocol/index.ts";

export function isAssistant(value: object): value is Assistant {
  const { name, instructions, starters } = value as Partial<Assistant>;
  return typeof name === "string" && typeof instructions === "string" && Array.isArray(starters);
}

export class ExportedAssistants {
  readonly #api: AssistantsApi;
  #here: Set<string> | null = null;

  constructor(api: ApiClient) {
    this.#api = assistantsApi(api);
  }

  /**
   * Whether it was made; not if it is here already, or the reason why it was refused.
   *
   * @throws ApiError if the server cannot take it for now
   */
  async add({ id: _id, shipped: _shipped, ...fields }: Assistant): Promise<boolean | string> {
    this.#here ??= new Set((await this.#api.all()).assistants.map(gist));
    const own = gist(fields);
    if (this.#here.has(own)) return false;
    try {
      await this.#api.add(fields);
    } catch (failure) {
      const error = asApiError(failure);
      if (error.status < 400 || error.status >= 500 || error.retryable) throw error;
      return error.message;
    }
    this.#here.add(own);
    return true;
  }
}

/** By which an assistant is known again. */
function gist({ name, instructions }: AssistantFields): string {
  return JSON.stringify([name, instructions]);
}
