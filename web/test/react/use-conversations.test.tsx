// @vitest-environment happy-dom

import { act, cleanup } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, test } from "vitest";
import { type Conversations, useConversations } from "../../src/react/index.ts";
import { summary } from "../core/fake-api.ts";
import { make, show } from "./page.tsx";

afterEach(cleanup);

test("the list of conversations is read once, by the first who shows it", async () => {
  const { client, api } = make({
    conversations: async () => ({ conversations: [summary("c1")], next_cursor: null }),
  });
  const lists: Conversations[] = [];
  const List = ({ at }: { at: number }): ReactNode => {
    lists[at] = useConversations();
    return null;
  };
  const two = (
    <>
      <List at={0} />
      <List at={1} />
    </>
  );
  await show(client, two);
  expect(lists.map(({ items }) => items.map(({ id }) => id))).toEqual([["c1"], ["c1"]]);
  expect(api.calls).toEqual(["conversations({})"]);
  await act(async () => {
    expect(await lists[0]?.remove("c1")).toBe(true);
  });
  expect(lists[1]?.items).toEqual([]);
  expect(lists[1]?.removed.map(({ id }) => id)).toEqual(["c1"]);
});
