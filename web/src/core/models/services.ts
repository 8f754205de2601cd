/** The services that the server asks for answers: `/api/services…`. A key is written, and never read. */

import {
  type Allowed,
  isOneOf,
  orNull,
  readFields,
  readList,
  readNumber,
  readOneOf,
  readString,
} from "../../protocol/index.ts";
import type { ApiClient, RequestOptions } from "../api-client.ts";

/** A service that is connected. Its models are named `<id>/<model>`. */
export interface Service {
  readonly id: string;
  readonly name: string;
  readonly base_url: string;
  /** What its key can be recognised by; null where it has none. */
  readonly key_hint: string | null;
  /** `settings`: from the server's own settings, which no page changes. */
  readonly source: keyof typeof SOURCES;
  /** Why it is of no use at present; null if nothing is known against it. */
  readonly status: string | null;
  /** The code of that reason; null where it is no error of the service. */
  readonly code: string | null;
  /** Of the models that it listed last; null until it has listed some since the server began. */
  readonly model_count: number | null;
  /** What a person should know about its address: that its key travels unencrypted. */
  readonly warning: string | null;
  readonly api: ServiceApi;
  /** How it is told to go on behind a text; `no`: it is not, which `responses` asks for. */
  readonly continues: ContinueWay;
  /** A model that is offered even if the service does not list it; null if none was named. */
  readonly model: string | null;
}

export interface ServicesReply {
  readonly services: readonly Service[];
  /** Why none can be connected or changed; null if they can. */
  readonly locked: string | null;
}

export interface NewService {
  /** Left out: that of its host. */
  readonly name?: string;
  /** As people type or paste it; the server completes it. */
  readonly base_url: string;
  /** Left out for a service without keys. */
  readonly api_key?: string;
  /** For a service without a list of its models. */
  readonly model?: string;
}

/** What is left out stays as it is. */
export interface ServiceChange {
  readonly name?: string;
  /** As in `NewService`. It is tried first, and so is a new key. */
  readonly base_url?: string;
  /** null takes it away. */
  readonly api_key?: string | null;
  readonly api?: ServiceApi;
  readonly continues?: ContinueWay;
  /** null takes it away. */
  readonly model?: string | null;
  /** Keeps address and key although the service could not be tried with them. */
  readonly anyway?: boolean;
}

/** A model that a service offers, as it names it. */
export interface TestedModel {
  readonly id: string;
}

export interface TestedService {
  /** The address that worked, which may differ from the one that was tested. */
  readonly base_url: string;
  readonly models: readonly TestedModel[];
  /** As that of a `Service`. */
  readonly warning: string | null;
}

/** What came of trying whether a service goes on behind a text. */
export interface Trial {
  readonly continued: boolean;
  /** What it said, in a sentence of the server. */
  readonly detail: string;
}

/** What answers on one of this machine's usual ports. */
export interface FoundService {
  readonly name: string;
  readonly base_url: string;
  readonly models: readonly TestedModel[];
  /** Whether it lists its models only for a key. */
  readonly needs_key: boolean;
}

const SOURCES = { settings: true, page: true } as const satisfies Allowed<string>;
const APIS = { chat: true, responses: true } as const satisfies Allowed<string>;
const WAYS = {
  no: true,
  vllm: true,
  "llama.cpp": true,
  deepseek: true,
  mistral: true,
} as const satisfies Allowed<string>;

/** How a service is asked: by Chat Completions, or by OpenAI's Responses API in the background. */
export type ServiceApi = keyof typeof APIS;
export const SERVICE_APIS = Object.keys(APIS) as readonly ServiceApi[];
export type ContinueWay = keyof typeof WAYS;
export const CONTINUE_WAYS = Object.keys(WAYS) as readonly ContinueWay[];
/** A service may be slow to say no, and Yeoul waits for it before it replies. */
const ASKS_OTHERS_MS = 30_000;
/** What no page of another site can send: the server looks at no ports without it. */
const OWN_PAGE = { "X-Requested-With": "Yeoul" };

/** Each rejects with an `ApiError`, which has the service's own reason where it gave one. */
export interface ServicesApi {
  list(options?: RequestOptions): Promise<ServicesReply>;
  add(service: NewService): Promise<Service>;
  /** Changes nothing where a new address or key does not work, unless it is to be kept `anyway`. */
  change(id: string, change: ServiceChange): Promise<Service>;
  /** Forgets a service and its key; its running answers end by themselves. */
  remove(id: string): Promise<void>;
  /** What a service that is not connected yet offers. */
  test(
    service: Omit<NewService, "name" | "model">,
    options?: RequestOptions,
  ): Promise<TestedService>;
  /** Asks a connected service a small question, to see whether it goes on in this way. */
  tryContinue(id: string, way: ContinueWay): Promise<Trial>;
  /** Looks at this machine's usual ports, which nothing else does. */
  nearby(options?: RequestOptions): Promise<readonly FoundService[]>;
}

export function servicesApi({ call }: Pick<ApiClient, "call">): ServicesApi {
  const at = (id: string): string => `/services/${encodeURIComponent(id)}`;
  const patient = (options: RequestOptions = {}) => ({ ...options, waitMs: ASKS_OTHERS_MS });
  return {
    list: (options) => call("GET", "/services", decodeServices, options),
    add: (service) => call("POST", "/services", decodeService, patient(), service),
    change: (id, change) => call("PATCH", at(id), decodeService, patient(), change),
    remove: (id) => call("DELETE", at(id), () => undefined),
    test: (service, options) =>
      call("POST", "/services/test", decodeTested, patient(options), service),
    tryContinue: (id, continues) =>
      call("POST", `${at(id)}/try-continue`, decodeTrial, patient(), { continues }),
    nearby: (options) =>
      call("GET", "/services/nearby", listOf("services", decodeFound), {
        ...patient(options),
        headers: OWN_PAGE,
      }),
  };
}

function listOf<T>(field: string, decode: (value: unknown) => T): (value: unknown) => readonly T[] {
  return (value) => readList(readFields(value, "reply")[field], field).map(decode);
}

function decodeServices(value: unknown): ServicesReply {
  const { locked } = readFields(value, "services");
  const services = listOf("services", decodeService)(value);
  return { services, locked: orNull(readString, locked, "locked") };
}

function decodeService(value: unknown): Service {
  const fields = readFields(value, "service");
  return {
    id: readString(fields.id, "id"),
    name: readString(fields.name, "name"),
    base_url: readString(fields.base_url, "base_url"),
    key_hint: orNull(readString, fields.key_hint, "key_hint"),
    source: readOneOf(SOURCES, fields.source, "source"),
    status: orNull(readString, fields.status, "status"),
    code: orNull(readString, fields.code, "code"),
    model_count: orNull(readNumber, fields.model_count, "model_count"),
    warning: orNull(readString, fields.warning, "warning"),
    // A later server may know further ways; here they are as good as none.
    api: isOneOf(APIS, fields.api) ? fields.api : "chat",
    continues: isOneOf(WAYS, fields.continues) ? fields.continues : "no",
    model: orNull(readString, fields.model, "model"),
  };
}

const decodeModels = listOf("models", (value) => ({
  id: readString(readFields(value, "model").id, "id"),
}));

function decodeTested(value: unknown): TestedService {
  const { base_url, warning } = readFields(value, "service");
  return {
    base_url: readString(base_url, "base_url"),
    models: decodeModels(value),
    warning: orNull(readString, warning, "warning"),
  };
}

function decodeTrial(value: unknown): Trial {
  const { continued, detail } = readFields(value, "trial");
  return { continued: continued === true, detail: readString(detail, "detail") };
}

function decodeFound(value: unknown): FoundService {
  const { name, base_url, needs_key } = readFields(value, "service");
  return {
    name: readString(name, "name"),
    base_url: readString(base_url, "base_url"),
    models: decodeModels(value),
    needs_key: needs_key === true,
  };
}
