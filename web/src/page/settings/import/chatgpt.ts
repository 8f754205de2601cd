/**
 * Conversations of ChatGPT's export as Yeoul takes them: questions and answers by turns, with their
 * branches. Its trees have more in them: empty roots, instructions, calls of tools and what they
 * returned, several messages of one answer. What can be read is kept, and put together. Pure.
 */

import type { ConversationToImport, MessageToImport } from "../../../protocol/index.ts";

/** What a file has may be of any kind: it has changed over the years, and people edit it. */
type Json = Readonly<Record<string, unknown>>;

export interface ChatGptConversation extends Json {
  readonly mapping: object;
}

/** A node of the tree, with those that follow it. */
interface Node {
  readonly id: string;
  readonly parent: string;
  readonly children: Set<string>;
  readonly message: Json;
}

export function isChatGpt(value: object): value is ChatGptConversation {
  const { mapping } = value as { mapping?: unknown };
  return typeof mapping === "object" && mapping !== null;
}

/** null: it has nothing that can be read. */
export function fromChatGpt(given: ChatGptConversation): ConversationToImport | null {
  const walk = new Walk(given);
  const messages = walk.run();
  const [first] = messages;
  if (first === undefined) return null;
  const created = timeOf(given.create_time, null) ?? first.created_at;
  return {
    id: stringIn(given.conversation_id) || stringIn(given.id) || first.id,
    title: titleOf(stringIn(given.title), first.text),
    created_at: created,
    updated_at: timeOf(given.update_time, null) ?? created,
    leaf_id: walk.leaf(),
    messages: [...messages],
  };
}

/** The nodes of a tree. Some parents do not name all their children. */
function nodesOf(mapping: object): ReadonlyMap<string, Node> {
  const nodes = new Map<string, Node>();
  for (const [id, value] of Object.entries(mapping)) {
    const { parent, children, message } = objectIn(value);
    const named = new Set(listIn(children).map(stringIn));
    nodes.set(id, { id, parent: stringIn(parent), children: named, message: objectIn(message) });
  }
  for (const { id, parent } of nodes.values()) nodes.get(parent)?.children.add(id);
  return nodes;
}

/** Where a path through the tree has come to. */
interface Place {
  /** What the next question follows: an answer, or nothing. */
  readonly after: string | null;
  /** The question that is being answered. */
  readonly question: MessageToImport | null;
  /** Its answer, which may go on in the next message. */
  readonly answer: MessageToImport | null;
}

class Walk {
  readonly #given: ChatGptConversation;
  readonly #nodes: ReadonlyMap<string, Node>;
  readonly #messages: MessageToImport[] = [];
  readonly #written = new Set<string>();
  readonly #answered = new Set<string>();
  readonly #places = new Map<string, Place>();
  readonly #began: string;

  constructor(given: ChatGptConversation) {
    this.#given = given;
    this.#nodes = nodesOf(given.mapping);
    this.#began = timeOf(given.create_time, null) ?? new Date(0).toISOString();
  }

  /** The messages, each behind the one that it follows. */
  run(): readonly MessageToImport[] {
    const start: Place = { after: null, question: null, answer: null };
    const roots = [...this.#nodes.values()].filter(({ parent }) => !this.#nodes.has(parent));
    const silent: Place[] = [];
    // Not by calling itself: a conversation may be thousands of messages deep.
    const pending = roots.reverse().map((node) => ({ node, place: start }));
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { node } = next;
      if (this.#places.has(node.id)) continue;
      const place = this.#step(node, next.place);
      this.#places.set(node.id, place);
      const children = [...node.children].flatMap((id) => this.#nodes.get(id) ?? []);
      if (children.length === 0) place.answer === null ? silent.push(place) : this.#end(place);
      for (const child of children.reverse()) pending.push({ node: child, place });
    }
    // An answer without a word is none beside others of its question.
    for (const place of silent) if (!this.#answered.has(place.question?.id ?? "")) this.#end(place);
    return this.#messages;
  }

  /** The answer that ends the branch that was read last. */
  leaf(): string | null {
    const place = this.#places.get(stringIn(this.#given.current_node));
    const leaf = place?.answer?.id ?? (place?.question ? unansweredId(place.question) : null);
    return leaf !== null && this.#written.has(leaf) ? leaf : null;
  }

  #step({ id, message }: Node, place: Place): Place {
    const { attachments, is_visually_hidden_from_conversation: hidden } = objectIn(
      message.metadata,
    );
    if (hidden === true) return place;
    const { role } = objectIn(message.author);
    const at = timeOf(message.create_time, place.answer ?? place.question) ?? this.#began;
    if (role === "assistant") return this.#say(id, message, at, place);
    const text = textOf(objectIn(message.content)) || namesOf(attachments);
    if (role !== "user" || text === "") return place;
    return this.#ask({ id, parent_id: this.#end(place), role, created_at: at, text });
  }

  /** Adds a message to the answer at a place, unless it is for a tool. */
  #say(id: string, message: Json, at: string, place: Place): Place {
    const content = objectIn(message.content);
    const text = textOf(content) || codeOf(content);
    const reasoning = thoughtsOf(content);
    const spoken = (stringIn(message.recipient) || "all") === "all";
    if (!spoken || (text === "" && reasoning === "")) return place;
    const { question, answer } = place.question === null ? this.#unasked(id, at) : place;
    const model = stringIn(objectIn(message.metadata).model_slug);
    return {
      after: null,
      question,
      answer: {
        id,
        parent_id: question?.id ?? null,
        role: "assistant",
        created_at: answer?.created_at ?? at,
        text: joined(answer?.text, text),
        reasoning: joined(answer?.reasoning ?? "", reasoning),
        model: model || stringIn(this.#given.default_model_slug) || "chatgpt",
      },
    };
  }

  #ask(question: MessageToImport): Place {
    this.#write(question);
    return { after: null, question, answer: null };
  }

  /** An answer that nobody asked for, such as a greeting, gets a question: here each has one. */
  #unasked(id: string, at: string): Place {
    return this.#ask({ id: `${id}-q`, parent_id: null, role: "user", created_at: at, text: "…" });
  }

  /** Writes the answer at a place, an empty one if there is none; what follows it follows this. */
  #end({ after, question, answer }: Place): string | null {
    if (question === null) return after;
    const written = answer ?? {
      id: unansweredId(question),
      parent_id: question.id,
      role: "assistant",
      created_at: question.created_at,
      text: "",
      model: "chatgpt",
      status: "stopped",
    };
    this.#write(written);
    return written.id;
  }

  #write(message: MessageToImport): void {
    if (this.#written.has(message.id)) return;
    this.#written.add(message.id);
    if (message.role === "assistant") this.#answered.add(message.parent_id ?? "");
    this.#messages.push(message);
  }
}

function unansweredId({ id }: MessageToImport): string {
  return `${id}-a`;
}

function joined(before: string | undefined, text: string): string {
  return [before ?? "", text].filter((each) => each !== "").join("\n\n");
}

/** What marks a source of the web in a text, and can be read only where it was made. */
const SOURCES = /\ue200[^\ue201]*\ue201/g;

function textOf({ content_type: kind, parts }: Json): string {
  if (kind !== "text" && kind !== "multimodal_text") return "";
  const texts = listIn(parts).map((part) => {
    if (typeof part === "string") return stringIn(part);
    const { text, content_type: of } = objectIn(part);
    return stringIn(text) || (of === "image_asset_pointer" ? "[image]" : "");
  });
  return texts
    .filter((each) => each !== "")
    .join("\n\n")
    .replace(SOURCES, "")
    .trim();
}

/** The names of files, which are all that is left of them. */
function namesOf(attachments: unknown): string {
  const names = listIn(attachments).map((each) => stringIn(objectIn(each).name));
  return names.flatMap((name) => (name === "" ? [] : `[${name}]`)).join(" ");
}

function codeOf({ content_type: kind, text, language }: Json): string {
  const code = stringIn(text).trim();
  if (kind !== "code" || code === "") return "";
  let fence = "```";
  for (const [ticks] of code.matchAll(/`{3,}/g))
    if (ticks.length >= fence.length) fence = `${ticks}\``;
  const name = stringIn(language).replace(/^unknown$|[`\s]/g, "");
  return `${fence}${name}\n${code}\n${fence}`;
}

function thoughtsOf({ content_type: kind, thoughts }: Json): string {
  if (kind !== "thoughts") return "";
  const all = listIn(thoughts).map((each) => {
    const { summary, content } = objectIn(each);
    const title = stringIn(summary);
    return joined(title && `**${title}**`, stringIn(content));
  });
  return all.filter((each) => each !== "").join("\n\n");
}

/** No time of a conversation is later, in seconds since 1970: larger ones count something else. */
const LATEST_S = 4_102_444_800;

/** A time in seconds since 1970, as text; that of what came before where there is none. */
function timeOf(seconds: unknown, before: MessageToImport | null): string | null {
  const isOne = typeof seconds === "number" && seconds >= 0 && seconds <= LATEST_S;
  return isOne ? new Date(seconds * 1000).toISOString() : (before?.created_at ?? null);
}

function objectIn(value: unknown): Json {
  return typeof value === "object" && value !== null ? (value as Json) : {};
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text that can be sent: some are cut within a character, and half of one is in no JSON. */
function stringIn(value: unknown): string {
  return typeof value === "string" ? value.replace(/\p{Surrogate}/gu, "\ufffd") : "";
}

const TITLE_CHARS = 200;

function titleOf(title: string, firstText: string): string {
  const clean = (title.trim() || firstText).replace(/\s+/g, " ").trim();
  return [...clean].slice(0, TITLE_CHARS).join("") || "ChatGPT";
}
