// @vitest-environment happy-dom

import { act, cleanup } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, test } from "vitest";
import { ClientProvider, useModels } from "../../src/react/index.ts";
import { settle } from "../runtime/fake-clock.ts";
import { make, show } from "./page.tsx";

afterEach(cleanup);

test("the models are read when they are first used", async () => {
  const model = { id: "m", title: "M", provider: "embedded", default: true, context_length: null };
  const { client, api } = make({ models: async () => [model] });
  let models: unknown;
  const Models = (): ReactNode => {
    models = useModels();
    return null;
  };
  await show(client, null);
  expect(api.calls).toEqual([]);
  const { rerender } = await show(client, <Models />);
  expect(models).toEqual([model]);
  rerender(
    <ClientProvider client={client}>
      <Models />
    </ClientProvider>,
  );
  await act(settle);
  expect(api.calls).toEqual(["models()"]);
});
