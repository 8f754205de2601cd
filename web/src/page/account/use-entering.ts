/** A form by which somebody gets in: what it sends, and what comes of it. */

import { useState } from "react";
import { type ApiError, asApiError } from "../../protocol/index.ts";
import { pathOf } from "../addresses.ts";
import { decodeMe } from "../person/me.ts";
import type { Whose } from "../person/whose.ts";
import { cookieLost } from "./account-errors.ts";

/** What is sent, or what makes it. */
type Body = object | (() => Promise<object>);

export interface Entering {
  /** Sends a body to an address below `/api`; never resolves if it lets somebody in. */
  readonly send: (path: string, body: Body) => Promise<void>;
  readonly busy: boolean;
  readonly error: ApiError | null;
}

/** @param where somebody goes on: `here`, unless the window was another person's, or at the `root` */
export function useEntering(whose: Whose, where: "here" | "root"): Entering {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const enter = async (path: string, given: Body): Promise<void> => {
    const body = typeof given === "function" ? await given() : given;
    const former = whose.me?.account?.id;
    const { account } = await whose.api.call("POST", path, decodeMe, {}, body);
    // A browser takes no cookie that is meant for https over anything else, and says nothing.
    const now = await whose.ask();
    if (now?.account?.id !== account?.id) throw cookieLost();
    whose.tell("ask");
    if (where === "here" && (former === undefined || former === account?.id)) location.reload();
    else location.replace(pathOf(null));
  };
  const send: Entering["send"] = async (path, body) => {
    setBusy(true);
    setError(null);
    try {
      await enter(path, body);
    } catch (failure) {
      setError(asApiError(failure));
      setBusy(false);
    }
  };
  return { send, busy, error };
}

/** What was typed into a form, by the names of its fields; what a browser has filled in, too. */
export function typedIn(form: HTMLFormElement): (name: string) => string {
  const data = new FormData(form);
  return (name) => String(data.get(name) ?? "");
}
