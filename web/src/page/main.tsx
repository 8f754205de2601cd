/** Where the page begins: makes the one client of this window and shows it. */

import "./style/base.css";
import "./sidebar/sidebar.css";
import "./settings/settings.css";
import "./settings/shortcuts.css";
import "./shell/layout.css";
import "./messages/messages.css";
import "./markdown/markdown.css";
import "./markdown/blocks.css";
import "./markdown/code.css";
import "./markdown/tables.css";
import "./composer/composer.css";
import "./messages/states.css";
import "./parts/reason.css";
import "./conversation/gone.css";
import "./conversation/welcome.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Router } from "wouter";
import { createClient, Recorder } from "../core/index.ts";
import { ClientProvider } from "../react/index.ts";
import { ladderTransport, serverAt, TransportChoice } from "../transports/index.ts";
import { RecorderProvider } from "./inspector/recorder-context.ts";
import {
  Preferences,
  PreferencesProvider,
  readKnownTransport,
  writeKnownTransport,
} from "./preferences.tsx";
import { SERVED_PATH } from "./served-path.ts";
import { App } from "./shell/app.tsx";
import { languageOf, speak, TextsProvider } from "./text/texts.tsx";

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
preferences.subscribe(() => choice.choose(preferences.getSnapshot().transport));
const recorder = new Recorder();
const server = serverAt({ baseUrl: SERVED_PATH });
const transport = ladderTransport({ choice, observer: recorder, server });
const client = createClient({ ...server, transport });

// A promise and not `await`: what is loaded later could not share this script's modules then.
void speak(languageOf(preferences.getSnapshot().language)).then((first) =>
  createRoot(root).render(
    <StrictMode>
      <PreferencesProvider value={preferences}>
        <ClientProvider client={client}>
          <TextsProvider first={first}>
            <RecorderProvider value={recorder}>
              <Router base={SERVED_PATH}>
                <App />
              </Router>
            </RecorderProvider>
          </TextsProvider>
        </ClientProvider>
      </PreferencesProvider>
    </StrictMode>,
  ),
);
