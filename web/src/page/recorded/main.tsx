/**
 * A recording as a page of its own: one file, which asks for nothing and plays without a server. The
 * build makes its frame (`vite.recording.config.ts`); what was recorded is put into that as text, by the
 * inspector or by `yeoul inspect`.
 */

import "../style/styles.css";
import "./styles.css";
import { type ReactNode, StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { RecordingError, readRecording } from "../../core/recording/index.ts";
import { useStore } from "../../react/index.ts";
import { LateRecorder, RecorderProvider } from "../inspector/late-recorder.ts";
import { dateOf } from "../inspector/open-button.tsx";
import { asProblem, type Opened, OpenedProvider } from "../inspector/opened.ts";
import { Inspected } from "../inspector/panel.tsx";
import type { Tab } from "../inspector/tabs.tsx";
import { useInspectorTexts } from "../inspector/text/texts.ts";
import { Preferences, PreferencesProvider, usePreferences } from "../preferences.tsx";
import { lateMarkdown, ShowsImages } from "../shared/markdown-text.tsx";
import { keepNothing } from "../storage.ts";
import {
  isLanguage,
  LANGUAGES,
  languageOf,
  loadTexts,
  TextsProvider,
  useLanguage,
} from "../text/texts.tsx";

const root = document.getElementById("root");
if (root === null) throw new TypeError("recording.html has no #root");
// The file is for whoever gets it, and leaves nothing in their browser.
keepNothing();
const preferences = new Preferences();
lateMarkdown.begin();
const found = opened(document.getElementById("recording")?.textContent ?? "");

/** What is in the file, or why it cannot be shown. */
function opened(text: string): Opened | RecordingError {
  try {
    return { ...readRecording(text), name: "yeoul-recording" };
  } catch (error) {
    return asProblem(error);
  }
}

function Recorded(): ReactNode {
  const texts = useInspectorTexts();
  const [tab, setTab] = useState<Tab>("replay");
  document.title = texts.title;
  return (
    <main className="inspector recorded" aria-label={texts.title}>
      <header className="inspector-head">
        <h1>{texts.title}</h1>
        <Languages />
      </header>
      {found instanceof RecordingError ? (
        <p className="inspector-empty" role="alert">
          {texts.openProblem[found.code]} <small>{found.message}</small>
        </p>
      ) : (
        <>
          <div className="opened-bar">
            <p>{texts.openedFile(found.name, dateOf(found.savedAt))}</p>
          </div>
          <OpenedProvider value={found}>
            <Inspected
              answerId={found.recording.answerId}
              known={nothing}
              onKill={null}
              tab={tab}
              onTab={setTab}
            />
          </OpenedProvider>
        </>
      )}
    </main>
  );
}

function nothing(): null {
  return null;
}

function Languages(): ReactNode {
  const shown = usePreferences();
  const spoken = useLanguage();
  useStore(shown);
  return (
    <span className="recorded-languages">
      {Object.entries(LANGUAGES).map(([tag, name]) => (
        <button
          key={tag}
          type="button"
          className="quiet"
          lang={tag}
          aria-pressed={tag === spoken}
          onClick={() => {
            if (isLanguage(tag)) shown.choose("language", tag);
          }}
        >
          {name}
        </button>
      ))}
    </span>
  );
}

void loadTexts(languageOf(preferences.getSnapshot().language)).then((first) =>
  createRoot(root).render(
    <StrictMode>
      <PreferencesProvider value={preferences}>
        <TextsProvider first={first}>
          <RecorderProvider value={new LateRecorder()}>
            <ShowsImages.Provider value={false}>
              <Recorded />
            </ShowsImages.Provider>
          </RecorderProvider>
        </TextsProvider>
      </PreferencesProvider>
    </StrictMode>,
  ),
);
