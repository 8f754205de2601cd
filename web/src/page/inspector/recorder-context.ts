/** Where the inspector finds the recorder of this window. */

import { createContext, useContext } from "react";
import { Recorder } from "../../core/index.ts";

const RecorderContext = createContext<Recorder>(new Recorder());
export const RecorderProvider = RecorderContext.Provider;

/** What keeps all that goes over the wire in this tab. */
export function useRecorder(): Recorder {
  return useContext(RecorderContext);
}
