// @vitest-environment happy-dom

import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { useWork } from "../../../src/page/shared/use-work.ts";
import { ApiError } from "../../../src/protocol/index.ts";

afterEach(cleanup);

const AWAY = new ApiError({ status: 0, code: "network", detail: "", retryable: true });

test("work is busy until it is done, and says why it failed until the next one", async () => {
  const { result } = renderHook(useWork);
  let fail = (_: unknown): void => undefined;
  const work = new Promise<void>((_, reject) => {
    fail = reject;
  });
  let done: Promise<void> = Promise.resolve();
  act(() => {
    done = result.current.run(() => work);
  });
  expect(result.current).toMatchObject({ busy: true, error: null });
  await act(async () => {
    fail(AWAY);
    await done;
  });
  expect(result.current).toMatchObject({ busy: false, error: AWAY });
  await act(() => result.current.run(async () => undefined));
  expect(result.current).toMatchObject({ busy: false, error: null });
});

test("the failure can be cleared", async () => {
  const { result } = renderHook(useWork);
  await act(() => result.current.run(() => Promise.reject(AWAY)));
  act(() => result.current.clearError());
  expect(result.current.error).toBeNull();
});
