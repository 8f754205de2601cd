/**
 * Where the strip of tokens stands below an answer. It is loaded when somebody has switched it on, in
 * this window or earlier.
 */

import type { ReactNode } from "react";
import type { Model } from "../../protocol/index.ts";
import { useStore } from "../../react/index.ts";
import { usePreferences } from "../preferences.tsx";
import { Late, useLate } from "../shared/late.ts";
import type { StripProps } from "./strip.tsx";

/** So many candidates are asked for: what a glance takes in. */
const CANDIDATES = 5;

/** How many candidates a question to `model` asks for; 0: none. */
export function useCandidates(model: Model | undefined): number {
  const on = useStore(usePreferences()).tokens !== "off";
  return on && model?.candidates !== false ? CANDIDATES : 0;
}

const lateStrip = new Late(() => import("./strip.tsx"));

export function Tokens(props: StripProps): ReactNode {
  const on = useStore(usePreferences()).tokens !== "off";
  const { loaded } = useLate(lateStrip, on);
  return on && loaded !== null ? <loaded.TokenStrip {...props} /> : null;
}
