/** Where the page begins: makes the one chat of this window and shows it. */

import "./style/base.css";
import "./style/sidebar.css";
import "./style/settings.css";
import "./style/layout.css";
import "./style/messages.css";
import "./style/markdown.css";
import "./style/composer.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Chat, sharedChanges } from "../core/index.ts";
import { ChatProvider } from "../react/index.ts";
import { ladderTransport, TransportChoice } from "../transports/index.ts";
import { App } from "./app.tsx";
import {
  Preferences,
  PreferencesProvider,
  readKnownTransport,
  writeKnownTransport,
} from "./preferences.tsx";
import { TextsProvider } from "./text/texts.tsx";

const root = document.getElementById("root");
if (root === null) throw new TypeError("index.html has no #root");
const preferences = new Preferences();
const known = readKnownTransport();
const choice = new TransportChoice({
  mode: preferences.getSnapshot().transport,
  ...(known === undefined ? {} : { known }),
  remember: writeKnownTransport,
});
preferences.subscribe(() => choice.choose(preferences.getSnapshot().transport));
const chat = new Chat({ transport: ladderTransport({ choice }) });
chat.listen(sharedChanges());

createRoot(root).render(
  <StrictMode>
    <PreferencesProvider value={preferences}>
      <ChatProvider chat={chat}>
        <TextsProvider>
          <App />
        </TextsProvider>
      </ChatProvider>
    </PreferencesProvider>
  </StrictMode>,
);
