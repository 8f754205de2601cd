// The AI SDK's own chat: with `resume` it goes on after a reload in the middle of an answer.

import { useChat } from "@ai-sdk/react";
import { DefaultChatTransport } from "ai";
import { useEffect } from "react";
import { createRoot } from "react-dom/client";

// With its id in the address, a reload finds the chat again; the page keeps its messages.
const id = location.hash.slice(1) || crypto.randomUUID();
history.replaceState(null, "", `#${id}`);
const kept = JSON.parse(sessionStorage.getItem(id) ?? "[]");

const transport = new DefaultChatTransport({ api: "/api/chat" });

function Chat() {
  const { messages, status, error, sendMessage } = useChat({
    id,
    messages: kept,
    resume: true,
    transport,
  });
  const busy = status === "submitted" || status === "streaming";

  useEffect(() => sessionStorage.setItem(id, JSON.stringify(messages)), [messages]);

  const ask = (event) => {
    event.preventDefault();
    sendMessage({ text: event.currentTarget.elements.question.value });
    event.currentTarget.reset();
  };

  // Closing the stream leaves the answer growing: Stop has an address of its own.
  const stop = () => fetch(`/api/chat/${id}/stop`, { method: "POST" });

  return (
    <main>
      {messages.map(({ id, role, parts }) => (
        <article key={id} className={role}>
          {parts.map((part, at) => part.type === "text" && <p key={at}>{part.text}</p>)}
        </article>
      ))}
      {error && <p role="alert">{error.message}</p>}
      <form onSubmit={ask} aria-busy={busy}>
        <input name="question" aria-label="Message" required />
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

createRoot(document.getElementById("root")).render(<Chat />);
