/** A recording that was opened from a file, in the place of what this page records itself. */

import { createContext, useContext, useState } from "react";
import {
  MAX_RECORDING_BYTES,
  RecordingError,
  readRecording,
  type SavedRecording,
} from "../../core/recording/index.ts";

export interface Opened extends SavedRecording {
  /** The name of the file. */
  readonly name: string;
}

const OpenedContext = createContext<Opened | null>(null);
export const OpenedProvider = OpenedContext.Provider;

/** The recording of a file, for all views inside of its provider; null outside. */
export function useOpened(): Opened | null {
  return useContext(OpenedContext);
}

export interface Opening {
  readonly opened: Opened | null;
  /** Why the last file could not be opened. */
  readonly problem: RecordingError | null;
  readonly open: (file: File) => Promise<void>;
  readonly close: () => void;
}

/** Opens files, one in the place of the other. */
export function useOpening(): Opening {
  const [opened, setOpened] = useState<Opened | null>(null);
  const [problem, setProblem] = useState<RecordingError | null>(null);
  return {
    opened,
    problem,
    async open(file) {
      try {
        setOpened(await openedFrom(file));
        setProblem(null);
      } catch (error) {
        setProblem(asProblem(error));
      }
    },
    close: () => {
      setOpened(null);
      setProblem(null);
    },
  };
}

async function openedFrom(file: File): Promise<Opened> {
  // Not read at all, however large it is.
  if (file.size > MAX_RECORDING_BYTES) throw new RecordingError("too_large", file.name);
  return { ...readRecording(await file.text()), name: file.name };
}

/** A file that the browser cannot read, such as a folder, is no recording. */
export function asProblem(error: unknown): RecordingError {
  if (error instanceof RecordingError) return error;
  return new RecordingError("other", error instanceof Error ? error.message : String(error));
}
