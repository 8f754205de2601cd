/** Where the inspector finds the recorder of this window. */

import { createContext, useContext } from "react";
import type { Recorder } from "../../core/index.ts";

const RecorderContext = createContext<Recorder | null>(null);
export const RecorderProvider = RecorderContext.Provider;

/** What keeps all that goes over the wire in this tab. @throws TypeError outside a `RecorderProvider` */
export function useRecorder(): Recorder {
  const recorder = useContext(RecorderContext);
  if (recorder === null) throw new TypeError("There is no <RecorderProvider> above.");
  return recorder;
}
