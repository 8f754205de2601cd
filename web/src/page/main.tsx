/**
 * Where the page begins: makes the one client of this window and shows it. Where people log in, it is
 * asked before whose window it is, and nobody's has a log-in in its place.
 */

import "./style/styles.css";
import { type ReactNode, StrictMode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { createClient } from "../core/index.ts";
import { ClientProvider } from "../react/index.ts";
import { ladderTransport, serverAt, TransportChoice } from "../transports/index.ts";
import { Gate } from "./account/gate.tsx";
import { pathOf, SERVED_PATH, within } from "./addresses.ts";
import { Line, LineProvider } from "./faults/line.ts";
import { LateRecorder, RecorderProvider } from "./inspector/late-recorder.ts";
import { followComposing } from "./keys/composing.ts";
import { LOCAL, type Me } from "./person/me.ts";
import { isLetIn, takeReturned } from "./person/returned.ts";
import { WhoseProvider } from "./person/use-me.ts";
import { type Turn, Whose } from "./person/whose.ts";
import {
  Preferences,
  PreferencesProvider,
  readKnownTransport,
  writeKnownTransport,
} from "./preferences.tsx";
import { Late } from "./shared/late.ts";
import { lateDialog } from "./shared/late-dialog.tsx";
import { addressOf, fetchEarly } from "./shared/late-file.ts";
import { SharedGate } from "./sharing/shared-gate.tsx";
import { App } from "./shell/app.tsx";
import { forgetOwn, keepFor, keepNothing } from "./storage.ts";
import { languageOf, loadTexts, TextsProvider } from "./text/texts.tsx";

const Lesson = lateDialog(new Late(() => import("./learn/lesson.tsx")), (late) => late.Lesson);

/** How long a page stays behind the log-in: a question that was just refused becomes a draft again. */
const SETTLE_MS = 1_000;

fetchEarly("markdown");
followComposing();
const root = document.getElementById("root") as HTMLElement;
const token = takeToken();
takeReturned();
const whose = new Whose(onTurn);
const asked = new Late(async () => ({ me: await whose.ask() }));
/** Takes the page away, with all that it has open. */
let close = (): void => undefined;
let gate: HTMLElement | null = null;

/** What a link to a conversation shows. It is the same for everybody, so nobody is asked for. */
const shared = document.getElementById("shared")?.textContent;

if (shared !== undefined) {
  keepNothing();
  render(createRoot(root), new Preferences(), <SharedGate data={shared} />);
} else if (token === null && addressOf("me") === undefined) begin(LOCAL);
else {
  asked.subscribe(onAsked);
  asked.begin();
}

/** Takes the token of a one-time link out of the address, so that no history has it. */
function takeToken(): string | null {
  if (within(location.pathname) !== "/join") return null;
  const { hash, pathname } = location;
  history.replaceState(null, "", pathname);
  return hash.slice(1);
}

function onAsked(): void {
  const { loaded } = asked.getSnapshot();
  const me = loaded?.me ?? null;
  // Other windows may wait for them, or have just lost the session that this one has replaced.
  if (me !== null && isLetIn()) whose.tell("ask");
  // A link is for somebody who need not be the one who is logged in.
  if (me !== null && (token === null || me.account === null)) begin(me);
  else {
    if (loaded !== null) whose.settle(null);
    openGate();
  }
}

function begin(me: Me): void {
  gate?.remove();
  gate = null;
  const { account, first } = me;
  whose.settle(me);
  // An address that another person has left leads nowhere.
  if (account !== null && keepFor(account.id, first === true))
    history.replaceState(null, "", pathOf(null));
  const preferences = new Preferences();
  const known = readKnownTransport();
  const choice = new TransportChoice({
    mode: preferences.getSnapshot().transport,
    ...(known === undefined ? {} : { known }),
    remember: writeKnownTransport,
  });
  preferences.subscribe(() => choice.choose(preferences.getSnapshot().transport));
  const recorder = new LateRecorder();
  const server = serverAt({ baseUrl: SERVED_PATH, fetch: whose.fetch });
  const line = new Line(server.fetch);
  const followed = { ...server, fetch: line.fetch, WebSocket: line.WebSocket };
  const transport = ladderTransport({ choice, observer: recorder, server: followed });
  const client = createClient({ ...server, transport, owner: account?.id });
  const app = createRoot(root);
  close = () => {
    app.unmount();
    client.close();
  };
  render(
    app,
    preferences,
    <ClientProvider client={client}>
      <RecorderProvider value={recorder}>
        <LineProvider value={line}>
          {within(location.pathname) === "/learn" ? <Lesson onClose={leave} /> : <App />}
        </LineProvider>
      </RecorderProvider>
    </ClientProvider>,
  );
}

/** Goes to a new chat. */
function leave(): void {
  location.assign(pathOf(null));
}

function render(where: Root, preferences: Preferences, content: ReactNode): void {
  preferences.listen();
  // A promise and not `await`: what is loaded later could not share this script's modules then.
  void loadTexts(languageOf(preferences.getSnapshot().language)).then((first) =>
    where.render(
      <StrictMode>
        <PreferencesProvider value={preferences}>
          <TextsProvider first={first}>
            <WhoseProvider value={whose}>{content}</WhoseProvider>
          </TextsProvider>
        </PreferencesProvider>
      </StrictMode>,
    ),
  );
}

function onTurn(turn: Turn): void {
  if (turn === "left") {
    document.documentElement.hidden = true;
    forgetOwn();
    location.replace(pathOf(null));
  } else if (turn === "ended") openGate();
  // A window with a one-time link waits for nobody else, and its token is in no address any more.
  else if (token === null) location.reload();
}

/** Shows the log-in in the place of the page, of which nothing stays in sight. */
function openGate(): void {
  if (gate !== null) return;
  gate = document.createElement("div");
  gate.id = "gate";
  document.body.append(gate);
  if (whose.me !== null) {
    root.hidden = true;
    for (const dialog of document.querySelectorAll("dialog")) dialog.close();
    setTimeout(close, SETTLE_MS);
  }
  // Beside the page, whose own ids are there for a moment longer.
  const entrance = createRoot(gate, { identifierPrefix: "gate" });
  render(entrance, new Preferences(), <Gate whose={whose} asked={asked} token={token} />);
}
