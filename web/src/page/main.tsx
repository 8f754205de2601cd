/** Where the page begins: makes the one client of this window and shows it. */

import "./style/styles.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createClient } from "../core/index.ts";
import { ClientProvider } from "../react/index.ts";
import { ladderTransport, serverAt, TransportChoice } from "../transports/index.ts";
import { SERVED_PATH } from "./addresses.ts";
import { LateRecorder, RecorderProvider } from "./inspector/late-recorder.ts";
import { followComposing } from "./keys/composing.ts";
import {
  Preferences,
  PreferencesProvider,
  readKnownTransport,
  writeKnownTransport,
} from "./preferences.tsx";
import { fetchEarly } from "./shared/late-file.ts";
import { App } from "./shell/app.tsx";
import { languageOf, loadTexts, TextsProvider } from "./text/texts.tsx";

fetchEarly("markdown");
const root = document.getElementById("root");
if (root === null) throw new TypeError("index.html has no #root");
const preferences = new Preferences();
const known = readKnownTransport();
const choice = new TransportChoice({
  mode: preferences.getSnapshot().transport,
  ...(known === undefined ? {} : { known }),
  remember: writeKnownTransport,
});
preferences.listen();
followComposing();
preferences.subscribe(() => choice.choose(preferences.getSnapshot().transport));
const recorder = new LateRecorder();
const server = serverAt({ baseUrl: SERVED_PATH });
const transport = ladderTransport({ choice, observer: recorder, server });
const client = createClient({ ...server, transport });

// A promise and not `await`: what is loaded later could not share this script's modules then.
void loadTexts(languageOf(preferences.getSnapshot().language)).then((first) =>
  createRoot(root).render(
    <StrictMode>
      <PreferencesProvider value={preferences}>
        <ClientProvider client={client}>
          <TextsProvider first={first}>
            <RecorderProvider value={recorder}>
              <App />
            </RecorderProvider>
          </TextsProvider>
        </ClientProvider>
      </PreferencesProvider>
    </StrictMode>,
  ),
);
