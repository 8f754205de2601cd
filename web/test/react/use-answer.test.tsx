// @vitest-environment happy-dom

import { act, cleanup, render } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, test } from "vitest";
import { ApiError } from "../../src/protocol/index.ts";
import { ClientProvider, useAnswer } from "../../src/react/index.ts";
import { delta, end, started } from "../core/frames.ts";
import { settle } from "../runtime/fake-clock.ts";
import { Answer, make, paragraphs, show } from "./page.tsx";

afterEach(cleanup);

test("an answer is followed by its id, once in StrictMode and for two who show it", async () => {
  const { client, transport } = make();
  const two = (
    <>
      <Answer id="a1" />
      <Answer id="a1" />
    </>
  );
  const { unmount } = await show(client, two);
  await act(() => transport.last.frames(started(), delta("1-2", "Hello")));
  expect(paragraphs()).toEqual(["open: Hello", "open: Hello"]);
  expect(transport.connections).toHaveLength(1);
  unmount();
  await settle();
  expect(transport.last.signal.aborted).toBe(true);
});

test("an answer that the server does not have says so", async () => {
  const { client, transport } = make();
  await show(client, <Answer id="a1" />);
  const gone = new ApiError({ status: 404, code: "not_found", detail: "", retryable: false });
  await act(() => transport.last.fail(gone));
  expect(paragraphs()).toEqual(["not_found"]);
});

test("what is selected of an answer renders its component only when it is another", async () => {
  const { client, transport } = make();
  const rendered: unknown[] = [];
  const Status = (): ReactNode => {
    rendered.push(useAnswer("a1", ({ answer }) => answer.status));
    return null;
  };
  render(
    <ClientProvider client={client}>
      <Status />
    </ClientProvider>,
  );
  await act(settle);
  await act(() => transport.last.frames(started(), delta("1-2", "Hel")));
  const before = rendered.length;
  await act(() => transport.last.frames(delta("1-3", "lo")));
  await act(() => transport.last.frames(delta("1-4", "!")));
  expect(rendered).toHaveLength(before);
  await act(() => transport.last.frames(end("1-5")));
  expect(rendered.slice(before)).toEqual(["finished"]);
});

test("an object that is made anew with each answer is selected once for each", async () => {
  const { client, transport } = make();
  let told: { text: string } | null = null;
  const Text = (): ReactNode => {
    told = useAnswer("a1", ({ answer }) => ({ text: answer.text }));
    return null;
  };
  await show(client, <Text />);
  await act(() => transport.last.frames(started(), delta("1-2", "Hello")));
  expect(told).toEqual({ text: "Hello" });
});
