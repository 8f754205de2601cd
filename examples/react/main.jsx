// The smallest chat: it goes on after a reload, a lost network, a restarted server.

import { StrictMode, useEffect } from "react";
import { createRoot } from "react-dom/client";
import { createClient } from "yeoul-client";
import { Markdown } from "yeoul-client/markdown";
import "yeoul-client/markdown.css";
import { ClientProvider, useChat } from "yeoul-client/react";

// Where the server is: this page's own origin, unless VITE_YEOUL_URL names another one.
const baseUrl = import.meta.env.VITE_YEOUL_URL ?? "";
const client = createClient({ baseUrl, credentials: "include" });

function Chat() {
  const conversationId = location.hash.slice(1) || null;
  const { id, messages, status, error, rejected, sendMessage, stop } = useChat({ conversationId });
  const busy = status === "submitted" || status === "streaming";

  // With its id in the address, a reload finds the conversation again.
  useEffect(() => {
    if (id !== null) history.replaceState(null, "", `#${id}`);
  }, [id]);

  const ask = (event) => {
    event.preventDefault();
    // Enter works while an answer grows, too: the next question stays in its box.
    if (busy) return;
    sendMessage(event.currentTarget.elements.question.value);
    event.currentTarget.reset();
  };

  return (
    <main>
      {messages.map(({ id, role, text, growing }) => (
        <article key={id} className={role} aria-busy={growing}>
          {role === "assistant" ? <Markdown text={text} growing={growing} /> : text}
        </article>
      ))}
      {error && <p role="alert">{error.message}</p>}
      <form onSubmit={ask}>
        <input name="question" aria-label="Message" defaultValue={rejected?.text ?? ""} required />
        {busy ? (
          <button type="button" onClick={stop}>
            Stop
          </button>
        ) : (
          <button type="submit">Send</button>
        )}
      </form>
    </main>
  );
}

createRoot(document.getElementById("root")).render(
  <StrictMode>
    <ClientProvider client={client}>
      <Chat />
    </ClientProvider>
  </StrictMode>,
);
