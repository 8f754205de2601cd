/**
 * Whose window this is: every request of it names that person, and when the server knows nobody any
 * longer, or somebody else, the window is left at once. The windows of a browser tell each other.
 *
 * They share their cookie, so a request may carry that of a session that another window has just
 * replaced. A refusal is therefore believed only when the server has said once more who asks.
 */

import { type ApiClient, apiClient } from "../../core/index.ts";
import { ApiError } from "../../protocol/index.ts";
import { untilAborted } from "../../runtime/index.ts";
import { serverAt } from "../../transports/index.ts";
import { SERVED_PATH } from "../addresses.ts";
import { keepsUnsent } from "../storage.ts";
import { decodeMe, type Me } from "./me.ts";

/** What becomes of a window. */
export type Turn =
  /** The session has ended: the person logs in again, and goes on. */
  | "ended"
  /** They have logged out, or somebody else has logged in: nothing of them may stay. */
  | "left"
  /** Somebody has logged in elsewhere whom this window was waiting for. */
  | "found";

/**
 * What windows tell each other: to ask who is logged in; that somebody is about to log out, and has; and
 * the question whether another window has what was not sent, to which those that have it reply.
 */
type Told = "ask" | "leaving" | "out" | "unsent?" | "unsent";

const NAME = `yeoul.person${SERVED_PATH}`;
/** Longer than a log-in takes. */
const PATIENCE_MS = 5_000;
/** Longer than another window takes to reply. */
const REPLY_MS = 200;
/** The header in which a window says whose it is. */
const OWNER = "Yeoul-Owner";

export class Whose {
  /** For requests of nobody in particular, such as a log-in: none of them is sent again. */
  readonly api: ApiClient = apiClient(serverAt({ baseUrl: SERVED_PATH }));
  readonly #onTurn: (turn: Turn) => void;
  #me: Me | null = null;
  /** Whether its person is not known to the server, and may come back. */
  #waits = false;
  /** Whether they want to log out: a session that ends behind that has not just ended. */
  #leaves = false;
  /** Whether this window has asked the server for that. Its reply clears the browser, so it is waited for. */
  #leaving = false;
  #needsSetUp = false;
  readonly #last = new Set<() => Promise<unknown>>();
  #channel: BroadcastChannel | null = null;
  #checking: Promise<boolean> | null = null;
  /** A change of this window's own session that is under way. */
  #renewing: Promise<unknown> | null = null;

  constructor(onTurn: (turn: Turn) => void) {
    this.#onTurn = onTurn;
  }

  /** The person whose window this was last; null before anybody is known. */
  get me(): Me | null {
    return this.#me;
  }

  get #own(): string | undefined {
    return this.#me?.account?.id;
  }

  /** Whether the server waits for its first account, as it said last. */
  get needsSetUp(): boolean {
    return this.#needsSetUp;
  }

  /**
   * Who is logged in; null if nobody is.
   *
   * @throws ApiError if the server does not say
   */
  async ask(): Promise<Me | null> {
    try {
      return await this.api.call("GET", "/me", decodeMe);
    } catch (error) {
      if (!(error instanceof ApiError && isRefused(error))) throw error;
      this.#needsSetUp = error.code === "setup_needed";
      return null;
    }
  }

  /** Makes it the window of `me`; null: it waits for somebody to log in. */
  settle(me: Me | null): void {
    this.#me = me ?? this.#me;
    this.#waits = me === null;
    if (this.#me?.account !== null) this.#listen();
  }

  #listen(): void {
    if (this.#channel !== null || globalThis.BroadcastChannel === undefined) return;
    this.#channel = new BroadcastChannel(NAME);
    this.#channel.onmessage = ({ data }: MessageEvent<Told>) => this.#onTold(data);
    // A browser that goes back may show a page as it was left, whoever sits there by then.
    addEventListener("pagehide", () => {
      document.documentElement.hidden = true;
    });
    addEventListener("pageshow", ({ persisted }) => {
      if (persisted) location.reload();
    });
  }

  #onTold(told: Told): void {
    if (told === "unsent") return;
    if (told === "unsent?") {
      if (keepsUnsent()) this.tell("unsent");
    } else if (told === "leaving") this.#leaves = this.#own !== undefined;
    else if (told !== "out" || this.#own === undefined) void this.check();
    // Also one that waits: the server ends a session before the window that asked for it knows.
    else if (!this.#leaving) this.#onTurn("left");
  }

  /** Whether another window of this browser has what was not sent; one that sleeps cannot say so. */
  unsentElsewhere(): Promise<boolean> {
    this.#listen();
    const channel = this.#channel;
    if (channel === null) return Promise.resolve(false);
    return new Promise((resolve) => {
      const onReply = ({ data }: MessageEvent<Told>): void => {
        if (data === "unsent") finish(true);
      };
      const timer = setTimeout(() => finish(false), REPLY_MS);
      const finish = (found: boolean): void => {
        clearTimeout(timer);
        channel.removeEventListener("message", onReply);
        resolve(found);
      };
      channel.addEventListener("message", onReply);
      this.tell("unsent?");
    });
  }

  /** Tells the other windows. */
  tell(told: Told): void {
    this.#listen();
    this.#channel?.postMessage(told);
  }

  /** Has `work` done before the person logs out, as long as they may ask for it; until called. */
  atLast(work: () => Promise<unknown>): () => void {
    this.#last.add(work);
    return () => this.#last.delete(work);
  }

  /** The person is about to log out. Never rejects, and waits for nothing that takes long. */
  async doLast(): Promise<void> {
    const done = Promise.allSettled([...this.#last].map(async (work) => await work()));
    await untilAborted(done, AbortSignal.timeout(PATIENCE_MS)).catch(() => undefined);
  }

  /**
   * Has the server log the person out by `work`, and leaves. Rejects if that fails, and stays.
   *
   * The wish is noted, here and in the other windows, before it is sent: the server ends the session and
   * its streams first, and its reply may come late or never. What the windows hear of the end before that
   * is the log-out then, which has nothing of the person stay in sight or in the browser.
   */
  async leaveBy(work: () => Promise<void>): Promise<void> {
    this.tell("leaving");
    this.#leaving = true;
    this.#leaves = true;
    try {
      await work();
    } catch (error) {
      this.#leaving = false;
      // Only the reply may be lost. A question asked meanwhile may have taken the wish back.
      this.#leaves = true;
      await this.check();
      this.tell("ask");
      throw error;
    }
    this.#leave();
  }

  #leave(): void {
    this.tell("out");
    this.#onTurn("left");
  }

  /** `fetch`, for the person whose window this is. */
  readonly fetch: typeof fetch = async (url, init) => {
    const response = await fetch(url, this.#named(init));
    if (!isUnknown(response)) return response;
    // It was refused before anything was done. Where nobody can say who asks, the line is to blame:
    // a refusal would be final, and the page stay as it is, with all that it shows.
    return (await this.#known()) ? fetch(url, this.#named(init)) : response;
  };

  #named(init: RequestInit | undefined): RequestInit {
    const headers = new Headers(init?.headers);
    // That of the page, which may be another one than the browser's.
    headers.set("Accept-Language", document.documentElement.lang);
    const id = this.#own;
    if (id !== undefined) headers.set(OWNER, encodeURIComponent(id));
    return { ...init, headers };
  }

  /**
   * Whether the window's person is the one who is logged in; if surely not, it takes its turn. Never
   * rejects: false as well if the server does not say.
   */
  check(): Promise<boolean> {
    return this.#known().catch(() => false);
  }

  /** The same, but rejects as `fetch` does if the server does not say. */
  #known(): Promise<boolean> {
    this.#checking ??= this.#check().finally(() => {
      this.#checking = null;
    });
    return this.#checking;
  }

  async #check(): Promise<boolean> {
    await this.#renewing?.catch(() => undefined);
    await othersRenewed();
    const now = await this.ask().catch((cause: unknown) => {
      throw new TypeError("The server does not say who asks.", { cause });
    });
    const own = this.#own;
    const same = now?.account?.id === own;
    if (now !== null && same && !this.#waits) {
      this.#leaves = false;
      return true;
    }
    // A window of nobody takes whom it gets, and leaves to them what it has kept.
    if (now !== null) this.#onTurn(same || own === undefined ? "found" : "left");
    else if (this.#leaving) return false;
    else if (this.#leaves) this.#leave();
    else if (!this.#waits) {
      this.settle(null);
      this.tell("ask");
      this.#onTurn("ended");
    }
    return false;
  }

  /** Carries out what replaces this person's session by another; no window takes that for its end. */
  renew<T>(work: () => Promise<T>): Promise<T> {
    const { locks } = globalThis.navigator;
    const renewing = (locks ? locks.request(NAME, work) : work()) as Promise<T>;
    this.#renewing = renewing;
    return renewing.finally(() => {
      this.#renewing = null;
      this.tell("ask");
    });
  }
}

/** Waits while another window replaces the session; not for long for one that sleeps meanwhile. */
async function othersRenewed(): Promise<void> {
  const how = { mode: "shared", signal: AbortSignal.timeout(PATIENCE_MS) } as const;
  await navigator.locks?.request(NAME, how, () => undefined).catch(() => undefined);
}

/** Whether nobody is let in: nobody known, or one whom the product around the server refuses. */
function isRefused({ status, code }: ApiError): boolean {
  return status === 401 || (status === 403 && !code.startsWith("forbidden_"));
}

/** Whether the server knows nobody; what may stand in front of it has other forms. */
function isUnknown({ status, headers }: Response): boolean {
  return status === 401 && headers.get("content-type")?.includes("problem+json") === true;
}
