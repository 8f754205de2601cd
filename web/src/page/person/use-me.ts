/** The person whose window this is, for components. */

import { createContext, useCallback, useContext } from "react";
import { type Fixed, LOCAL, type Me } from "./me.ts";
import type { Whose } from "./whose.ts";

const NOTHING: readonly Fixed[] = [];
const WhoseContext = createContext<Whose | null>(null);
export const WhoseProvider = WhoseContext.Provider;

export function useMe(): Me {
  return useContext(WhoseContext)?.me ?? LOCAL;
}

/** What the window's person does not choose. */
export function useFixed(): readonly Fixed[] {
  return useMe().fixed ?? NOTHING;
}

/** `Whose.atLast`, of the window's person. */
export function useAtLast(): Whose["atLast"] {
  const whose = useContext(WhoseContext);
  return useCallback((work) => whose?.atLast(work) ?? (() => undefined), [whose]);
}

/** What knows whose window this is. @throws TypeError outside a `WhoseProvider` */
export function useWhose(): Whose {
  const whose = useContext(WhoseContext);
  if (whose === null) throw new TypeError("There is no <WhoseProvider> above.");
  return whose;
}
