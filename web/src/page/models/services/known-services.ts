/** Services that many people have a key of. This is the only place that knows their addresses. */

export interface KnownService {
  readonly id: string;
  readonly name: string;
  /** Without its scheme, which is always https. */
  readonly address: string;
  /** Where its keys are made. */
  readonly keys: string;
  /** Of its models the one to begin with. */
  readonly prefers: RegExp;
}

export const KNOWN_SERVICES: readonly KnownService[] = [
  {
    id: "openai",
    name: "OpenAI",
    address: "api.openai.com/v1",
    keys: "platform.openai.com/api-keys",
    prefers: /^gpt-5-mini$|^gpt-4\.1-mini$|^gpt-4o-mini$/,
  },
  {
    id: "upstage",
    name: "Upstage",
    address: "api.upstage.ai/v1",
    keys: "console.upstage.ai/api-keys",
    prefers: /^solar-pro/,
  },
  {
    id: "openrouter",
    name: "OpenRouter",
    address: "openrouter.ai/api/v1",
    keys: "openrouter.ai/settings/keys",
    prefers: /^openrouter\/auto$/,
  },
  {
    id: "groq",
    name: "Groq",
    address: "api.groq.com/openai/v1",
    keys: "console.groq.com/keys",
    prefers: /^llama-3\.3-70b|^openai\/gpt-oss/,
  },
  {
    id: "deepseek",
    name: "DeepSeek",
    address: "api.deepseek.com/v1",
    keys: "platform.deepseek.com/api_keys",
    prefers: /^deepseek-chat$/,
  },
  {
    id: "mistral",
    name: "Mistral",
    address: "api.mistral.ai/v1",
    keys: "console.mistral.ai/api-keys",
    prefers: /^mistral-(small|medium)-latest$/,
  },
  {
    id: "gemini",
    name: "Gemini",
    address: "generativelanguage.googleapis.com/v1beta/openai/",
    keys: "aistudio.google.com/apikey",
    prefers: /^(models\/)?gemini-[\d.]+-flash$/,
  },
];

/** The known service that an address is of, as people type or paste it. */
export function knownAt(address: string): KnownService | undefined {
  const host = hostOf(address);
  return KNOWN_SERVICES.find((known) => hostOf(known.address) === host);
}

/** The host of an address with its scheme or without; "" if it has none. */
function hostOf(address: string): string {
  const text = address.trim();
  const url = text.includes("://") ? text : secure(text);
  return URL.canParse(url) ? new URL(url).host : "";
}

/** What a person means who types an address over `former`: without a scheme, that place's own one. */
export function typedOver(former: string, typed: string): string {
  if (typed.includes("://")) return typed;
  const meant = `${former.split("//", 1)[0]}//${typed}`;
  return isSamePlace(meant, former) ? meant : typed;
}

/** Whether two addresses have the same scheme, host and port. */
export function isSamePlace(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).origin === new URL(other).origin;
}

/** An address of the web from one without its scheme. */
export function secure(address: string): string {
  return `https:${"//"}${address}`;
}
