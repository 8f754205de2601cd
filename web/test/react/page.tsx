// A page whose client has a scripted transport, and components that show what the hooks give.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { act, render, screen } from "@testing-library/react";
import { type ReactNode, StrictMode } from "react";
import { Client } from "../../src/core/index.ts";
import { type Chat, ClientProvider, useAnswer, useChat } from "../../src/react/index.ts";
import { fakeApi } from "../core/fake-api.ts";
import { ScriptedTransport } from "../core/scripted-transport.ts";
import { FakeClock, settle } from "../runtime/fake-clock.ts";

export function make(replies = {}) {
  const transport = new ScriptedTransport();
  const api = fakeApi(replies);
  const heard: AbortSignal[] = [];
  const clock = new FakeClock();
  const client = new Client({
    transport,
    api,
    clock,
    changes: (_, signal) => heard.push(signal),
    schedule: (run) => run(),
    wakeUps: () => () => undefined,
  });
  return { client, transport, api, heard, clock };
}

/** What `Conversation` has shown last. */
export let chat: Chat;

export function Conversation({ id = null }: { id?: string | null }): ReactNode {
  chat = useChat({ conversationId: id });
  return (
    <>
      <output>{chat.loading ? "loading" : chat.status}</output>
      {chat.messages.map(({ id, role, text, growing }) => (
        <p key={id}>{`${role}: ${text}${growing ? "…" : ""}`}</p>
      ))}
    </>
  );
}

export function Answer({ id }: { id: string }): ReactNode {
  const { answer, connection, refusal } = useAnswer(id);
  return <p>{refusal === null ? `${connection}: ${answer.text}` : refusal.code}</p>;
}

export async function show(client: Client, page: ReactNode) {
  const rendered = render(
    <StrictMode>
      <ClientProvider client={client}>{page}</ClientProvider>
    </StrictMode>,
  );
  await act(settle);
  return rendered;
}

export const paragraphs = (): (string | null)[] =>
  screen.queryAllByRole("paragraph").map((each) => each.textContent);

/** Has the engine let go of what nobody holds. */
export async function collectGarbage(): Promise<void> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  // What was asked for in one turn is held until its end.
  await new Promise((resolve) => setTimeout(resolve));
  collect();
}
