/** The person whose window this is, for components. */

import { createContext, useCallback, useContext } from "react";
import { LOCAL, type Me } from "./me.ts";
import type { Whose } from "./whose.ts";

const WhoseContext = createContext<Whose | null>(null);
export const WhoseProvider = WhoseContext.Provider;

export function useMe(): Me {
  return useContext(WhoseContext)?.me ?? LOCAL;
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
