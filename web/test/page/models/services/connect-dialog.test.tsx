// @vitest-environment happy-dom

import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, beforeAll, expect, test } from "vitest";
import { Client } from "../../../../src/core/index.ts";
import { ConnectDialog } from "../../../../src/page/models/services/connect-dialog.tsx";
import { Preferences, PreferencesProvider } from "../../../../src/page/preferences.tsx";
import { type Language, loadTexts, TextsProvider } from "../../../../src/page/text/texts.tsx";
import { ApiError } from "../../../../src/protocol/index.ts";
import { ClientProvider } from "../../../../src/react/index.ts";
import { fakeApi, model } from "../../../core/fake-api.ts";
import { ScriptedTransport } from "../../../core/scripted-transport.ts";
import { settle } from "../../../runtime/fake-clock.ts";
import { loadReasons } from "../../reasons/load-reasons.ts";

const REFUSED = new ApiError({
  ...{ status: 502, code: "provider_unauthorized", retryable: false },
  detail: "Incorrect API key provided.",
});

beforeAll(loadReasons);
afterEach(cleanup);

/** What the server does; each test replaces what it is about. */
const SERVER = {
  services: [] as object[],
  nearby: [] as object[],
  test: ({ base_url }: { base_url: string }): object => ({
    base_url,
    models: [{ id: "big" }, { id: "gpt-4o-mini" }],
    warning: null,
  }),
  change: (body: object): object => service("s1", body),
  locked: null as string | null,
  /** What is there once it is connected; null: what was asked for. */
  kept: null as object | null,
  models: [model("s1/big"), model("s1/gpt-4o-mini")],
};

async function show(server: Partial<typeof SERVER> = {}, language: Language = "en") {
  const state = { ...SERVER, ...server };
  const sent: unknown[] = [];
  const chosen: string[] = [];
  const replies: Readonly<Record<string, (body: never) => unknown>> = {
    "GET /services": () => ({ services: state.services, locked: state.locked }),
    "GET /services/nearby": () => ({ services: state.nearby }),
    "POST /services": (body: object) => state.kept ?? service("s1", { name: "127.0.0.1", ...body }),
    "POST /services/test": state.test,
    "POST /services/s1/try-continue": () => ({ continued: false, detail: "It began anew." }),
    "PATCH /services/s1": state.change,
    "DELETE /services/s1": () => {
      state.services = [];
    },
  };
  const handle = (method: string, path: string, body: unknown): unknown => {
    if (method !== "GET") sent.push([method, path, body]);
    return replies[`${method} ${path}`]?.(body as never);
  };
  const api = fakeApi({
    models: async () => state.models,
    call: async (method, path, decode, _options, body) => decode(handle(method, path, body)),
  });
  const client = new Client({ api, transport: new ScriptedTransport(), changes: () => undefined });
  const preferences = new Preferences();
  preferences.choose("language", language);
  render(
    <PreferencesProvider value={preferences}>
      <TextsProvider first={await loadTexts(language)}>
        <ClientProvider client={client}>
          <ConnectDialog onChoose={(id) => chosen.push(id)} onClose={() => chosen.push("closed")} />
        </ClientProvider>
      </TextsProvider>
    </PreferencesProvider>,
  );
  await act(settle);
  return { sent, chosen, state, preferences };
}

function service(id: string, fields: object = {}): object {
  return {
    id,
    name: id,
    base_url: `http://${id}/v1`,
    key_hint: null,
    source: "page",
    model_count: 1,
    api: "chat",
    continues: "no",
    ...fields,
  };
}

async function press(name: string | RegExp): Promise<void> {
  fireEvent.click(screen.getByRole("button", { name }));
  await act(settle);
}

function write(label: string, value: string): void {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
}

test("a known service needs its key alone, and its usual model answers at once", async () => {
  const { sent, chosen } = await show();
  write("API key", "sk-1");
  await press("Connect");
  const way = { base_url: ["https:", "", "api.openai.com", "v1"].join("/"), api_key: "sk-1" };
  expect(sent).toEqual([
    ["POST", "/services/test", way],
    ["POST", "/services", { name: "OpenAI", ...way }],
  ]);
  expect(chosen).toEqual(["s1/gpt-4o-mini"]);
  expect(screen.getByRole("status").textContent).toBe("OpenAI is connected.");
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "Done" }));
  fireEvent.change(screen.getByLabelText("Answers from now on"), { target: { value: "s1/big" } });
  expect(chosen).toEqual(["s1/gpt-4o-mini", "s1/big"]);
});

test("a test tells how many models there are, and keeps nothing", async () => {
  const { sent } = await show();
  write("API key", "sk-1");
  await press("Test");
  expect(screen.getByText("It works: 2 models.")).toBeTruthy();
  expect(sent).toHaveLength(1);
  write("API key", "sk-2");
  expect(screen.queryByText("It works: 2 models.")).toBeNull();
});

test("a refusal is told in the page's words and in the service's, and nothing is kept", async () => {
  const { sent } = await show({
    test: () => {
      throw REFUSED;
    },
  });
  write("API key", "sk-1");
  await press("Connect");
  const alert = screen.getByRole("alert").textContent;
  expect(alert).toContain("The service refuses this key.");
  expect(alert).toContain("Incorrect API key provided.");
  // It would be refused later, too.
  expect(screen.queryByRole("button", { name: "Connect anyway" })).toBeNull();
  await press("Connect");
  expect(sent.map((each) => (each as string[])[1])).toEqual(["/services/test", "/services/test"]);
});

const AWAY = new ApiError({
  ...{ status: 502, code: "provider_unavailable", retryable: true },
  detail: "Nothing listens there.",
});

test("one that is away is connected if the person wants it", async () => {
  const { sent } = await show({
    test: () => {
      throw AWAY;
    },
  });
  write("API key", "sk-1");
  await press("Connect");
  await press("Connect anyway");
  expect(sent.at(-1)).toMatchObject(["POST", "/services", { api_key: "sk-1" }]);
  expect(sent).toHaveLength(2);
});

test("a known service has its name, by whatever way its address came", async () => {
  const { sent, chosen } = await show();
  fireEvent.click(screen.getByRole("radio", { name: "Other" }));
  write("Address", "API.openai.com/v1/");
  await press("Connect");
  expect(sent.at(-1)).toMatchObject(["POST", "/services", { name: "OpenAI" }]);
  expect(chosen).toEqual(["s1/gpt-4o-mini"]);
});

test.each(["provider_rejected", "provider_broken"])(
  "a service without a list of its models (%s) is connected with the name of one",
  async (code) => {
    const unlisted = (): never => {
      throw new ApiError({ status: 502, code, detail: "No list.", retryable: false });
    };
    const { sent, chosen } = await show({ test: unlisted });
    fireEvent.click(screen.getByRole("radio", { name: "Other" }));
    write("Address", "localhost:9");
    expect(screen.queryByLabelText("Name of a model")).toBeNull();
    await press("Connect");
    expect(screen.queryByRole("button", { name: "Connect anyway" })).toBeNull();
    write("Name of a model", " big ");
    await press("Connect anyway");
    expect(sent.at(-1)).toEqual(["POST", "/services", { base_url: "localhost:9", model: "big" }]);
    expect(chosen).toEqual(["s1/big"]);
  },
);

test("one that is kept although it is of no use is not said to work, and can be given a model", async () => {
  const kept = service("s1", { status: "It has no list.", code: "provider_broken" });
  const empty = (): never => {
    throw new ApiError({
      status: 503,
      code: "model_unavailable",
      retryable: true,
      detail: "None.",
    });
  };
  const { sent } = await show({ test: empty, models: [], kept, services: [kept] });
  fireEvent.click(screen.getByRole("radio", { name: "Other" }));
  write("Address", "localhost:9");
  await press("Connect");
  await press("Connect anyway");
  expect(screen.getByText("s1 is kept, but cannot be used yet.")).toBeTruthy();
  await press("Change s1");
  write("Name of a model", "big");
  await press("Save");
  expect(sent.at(-1)).toEqual(["PATCH", "/services/s1", { model: "big" }]);
});

test("an address is sent as it was typed, and kept as it works", async () => {
  const { sent } = await show({
    test: () => ({ base_url: "http://localhost:9/v1", models: [{ id: "m" }], warning: null }),
  });
  fireEvent.click(screen.getByRole("radio", { name: "Other" }));
  await press("Connect");
  expect(sent).toEqual([]);
  expect(screen.getByLabelText("Address").getAttribute("aria-invalid")).toBe("true");
  write("Address", " localhost:9 ");
  expect(screen.getByLabelText("Address").hasAttribute("aria-invalid")).toBe(false);
  await press("Connect");
  expect(sent).toEqual([
    ["POST", "/services/test", { base_url: "localhost:9" }],
    ["POST", "/services", { base_url: "http://localhost:9/v1" }],
  ]);
});

test("a key that would travel unencrypted is warned of before it is kept", async () => {
  const warned = { base_url: "http://far/v1", models: [{ id: "m" }], warning: "Unencrypted." };
  await show({ test: () => warned });
  await press("Test");
  expect(screen.getByText(/unencrypted/)).toBeTruthy();
});

test("what runs on this machine is looked for on a click, and connected by another", async () => {
  const found = {
    name: "Ollama",
    base_url: "http://localhost:11434/v1",
    models: [{ id: "m" }],
    needs_key: false,
  };
  const { sent } = await show({ nearby: [found] });
  fireEvent.click(screen.getByRole("radio", { name: "Other" }));
  expect(screen.queryByText("Ollama")).toBeNull();
  await press("Find on this machine");
  expect(screen.getByText(/localhost:11434/).textContent).toContain("1 model");
  await press("Connect: Ollama");
  const { name, base_url } = found;
  expect(sent).toEqual([["POST", "/services", { name, base_url }]]);
});

test("one on this machine that wants a key is asked for it", async () => {
  const found = { name: "vLLM", base_url: "http://localhost:8000/v1", models: [], needs_key: true };
  const { sent } = await show({ nearby: [found] });
  fireEvent.click(screen.getByRole("radio", { name: "Other" }));
  await press("Find on this machine");
  await press("Connect: vLLM");
  expect(sent).toEqual([]);
  expect(screen.getByLabelText<HTMLInputElement>("Address").value).toBe(found.base_url);
  expect(document.activeElement).toBe(screen.getByLabelText("API key"));
});

test("a machine on which nothing answers says so", async () => {
  await show();
  fireEvent.click(screen.getByRole("radio", { name: "Other" }));
  await press("Find on this machine");
  expect(screen.getByText(/^Nothing answers/)).toBeTruthy();
});

test("a key is hidden until it is to be seen, and goes with the dialog", async () => {
  await show();
  const field = screen.getByLabelText<HTMLInputElement>("API key");
  write("API key", "sk-1");
  expect([field.type, field.autocomplete]).toEqual(["password", "off"]);
  await press("Show the key");
  expect(field.type).toBe("text");
});

test("a service of the page can be renamed, given another key, and removed after a question", async () => {
  const services = [service("s1", { name: "Mine", key_hint: "…3f9a" })];
  const { sent, preferences } = await show({ services });
  const row = within(screen.getByRole("region", { name: "Connected services" }));
  expect(row.getByText(/key …3f9a/)).toBeTruthy();
  await press("Change Mine");
  write("Name", "Ours");
  write("New key", "sk-2");
  write("Continues answers", "vllm");
  await press("Save");
  const change = { name: "Ours", api_key: "sk-2", continues: "vllm" };
  expect(sent).toEqual([["PATCH", "/services/s1", change]]);
  expect(screen.queryByLabelText("New key")).toBeNull();
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "Change Mine" }));
  preferences.choose("model", "s1/big");
  await press("Change Mine");
  await press("Remove");
  expect(sent).toHaveLength(1);
  await press("Really remove?");
  expect(sent[1]).toEqual(["DELETE", "/services/s1", undefined]);
  expect(screen.queryByText("Mine")).toBeNull();
  expect(preferences.getSnapshot().model).toBe("");
});

const ADDRESS = {
  plain: ["http:", "", "s1", "v1"].join("/"),
  tls: ["https:", "", "s1", "v1"].join("/"),
};

test.each([
  ["s1/other/v1", "keep", `${ADDRESS.plain.replace("v1", "other/v1")}`],
  ["s1:80/v1", "keep", ADDRESS.plain.replace("s1", "s1:80")],
  [ADDRESS.plain.replace("s1", "S1:80"), "keep", ADDRESS.plain.replace("s1", "S1:80")],
  [" s2/v1 ", "lose", "s2/v1"],
  ["s1:8080/v1", "lose", "s1:8080/v1"],
  [ADDRESS.tls, "lose", ADDRESS.tls],
])(
  "a service that moves to %s is said to %s its key, as the server has it",
  async (typed, what, base_url) => {
    const services = [service("s1", { base_url: ADDRESS.plain, key_hint: "…3f9a" })];
    const { sent } = await show({ services });
    await press("Change s1");
    write("Address", typed);
    const said = what === "keep" ? /keep the key that is there/ : /goes to no other place/;
    expect(screen.getByText(said)).toBeTruthy();
    await press("Save");
    // Only the person takes a key away.
    expect(sent).toEqual([["PATCH", "/services/s1", { base_url }]]);
  },
);

test("where the server wants the key again the form says so, and the person can say that none is needed", async () => {
  const moved = new ApiError({
    ...{ status: 422, code: "invalid_request", retryable: false },
    ...{ detail: "The key must be given again.", fields: ["api_key"] },
  });
  const { sent } = await show({
    services: [service("s1", { key_hint: "…3f9a" })],
    change: (body) => {
      if (!("api_key" in body)) throw moved;
      return service("s1", body);
    },
  });
  await press("Change s1");
  expect(screen.queryByLabelText("It needs no key")).toBeNull();
  write("Address", "s1/other/v1");
  await press("Save");
  expect(screen.getByText(/goes to no other place/)).toBeTruthy();
  fireEvent.click(screen.getByLabelText("It needs no key"));
  await press("Save");
  expect(sent.at(-1)).toMatchObject(["PATCH", "/services/s1", { api_key: null }]);
});

test("what a service refuses is not kept, and says why; what cannot be tried the person decides", async () => {
  const failures = [REFUSED, AWAY];
  const { sent } = await show({
    services: [service("s1", { key_hint: "…3f9a" })],
    change: (body) => {
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      return service("s1", body);
    },
  });
  await press("Change s1");
  write("New key", "sk-2");
  await press("Save");
  expect(screen.getByRole("alert").textContent).toContain("Incorrect API key provided.");
  expect(screen.queryByRole("button", { name: "Save anyway" })).toBeNull();
  write("New key", "sk-3");
  expect(screen.queryByRole("alert")).toBeNull();
  await press("Save");
  await press("Save anyway");
  expect(sent.at(-1)).toEqual(["PATCH", "/services/s1", { api_key: "sk-3", anyway: true }]);
  expect(screen.queryByLabelText("New key")).toBeNull();
});

const NO_LIST = new ApiError({
  ...{ status: 502, code: "provider_rejected", retryable: false },
  detail: "It has no list of models.",
});

test("a service that lists no models moves untried once the person has decided so", async () => {
  const failures = [NO_LIST];
  const { sent } = await show({
    services: [service("s1", { model: "big" })],
    change: (body) => {
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      return service("s1", body);
    },
  });
  await press("Change s1");
  write("Address", "s2/v1");
  await press("Save");
  await press("Save anyway");
  expect(sent.at(-1)).toEqual(["PATCH", "/services/s1", { base_url: "s2/v1", anyway: true }]);
});

test("of a service only that is said which is known, and it is asked again on a click", async () => {
  const services = [
    service("s1", { model_count: null }),
    service("s2", { model_count: 1 }),
    service("s3", { status: "Nothing listens there.", code: "provider_unavailable" }),
  ];
  const { state } = await show({ services });
  const rows = screen.getAllByRole("listitem");
  expect(
    rows.map(
      (row) => /not replied|Connected · 1 model|Nothing that can/.exec(row.textContent)?.[0],
    ),
  ).toEqual(["not replied", "Connected · 1 model", "Nothing that can"]);
  state.services = [service("s3", { model_count: 2 })];
  await press("Try again: s3");
  expect(screen.getByText("Connected · 2 models")).toBeTruthy();
});

test("a service of the settings says why it cannot be changed here", async () => {
  await show({ services: [service("s1", { source: "settings" })] });
  expect(screen.getByText(/From the server's settings/)).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Change s1" })).toBeNull();
});

test("where no service can be connected the reason stands in place of the form", async () => {
  await show({ locked: "The file of services is damaged.", services: [service("s1")] });
  expect(screen.getByRole("note").textContent).toContain("The file of services is damaged.");
  expect(screen.queryByLabelText("API key")).toBeNull();
  expect(screen.queryByRole("button", { name: "Change s1" })).toBeNull();
});

test("a service that is of no use says so, and why in its own words, as a quotation", async () => {
  await show({ services: [service("s1", { status: "No credit is left." })] });
  expect(screen.getByText("Cannot be used at present")).toBeTruthy();
  const words = screen.getByText("No credit is left.");
  expect([words.tagName, words.lang]).toEqual(["Q", ""]);
});

test("a Korean page says all of it in Korean, and only quotes what it did not write", async () => {
  const quoted = ["No credit is left.", "The file is damaged.", "Incorrect API key provided."];
  const services = [service("s1", { name: "우리", status: quoted[0] })];
  const refuse = (): never => {
    throw REFUSED;
  };
  await show({ services, test: refuse }, "ko");
  write("API 키", "sk-1");
  await press("확인");
  const own = document.body.cloneNode(true) as HTMLElement;
  expect([...own.querySelectorAll("q")].map((each) => each.textContent)).toEqual([
    quoted[2],
    quoted[0],
  ]);
  for (const each of own.querySelectorAll("q")) each.remove();
  for (const each of quoted) expect(own.textContent).not.toContain(each);
  expect(own.textContent).toContain("서비스가 이 키를 거부했습니다.");
  expect(own.textContent).toContain("지금은 쓸 수 없습니다");
  cleanup();
  await show({ services, locked: quoted[1] ?? "" }, "ko");
  expect(screen.getByText("여기서는 서비스를 바꿀 수 없습니다")).toBeTruthy();
  expect(screen.getByText("The file is damaged.").tagName).toBe("Q");
});

test("a service is asked by the Responses API once that is chosen, and then goes on in no other way", async () => {
  const { sent } = await show({ services: [service("s1", { continues: "vllm" })] });
  await press("Change s1");
  expect(screen.getByLabelText<HTMLSelectElement>("How it is asked").value).toBe("chat");
  write("How it is asked", "responses");
  expect(screen.queryByLabelText("Continues answers")).toBeNull();
  await press("Save");
  expect(sent).toEqual([["PATCH", "/services/s1", { api: "responses", continues: "no" }]]);
});

test("what is seldom set is folded away, unless it was set", async () => {
  const services = [service("s1"), service("s2", { api: "responses" })];
  await show({ services });
  await press("Change s1");
  await press("Change s2");
  const folded = [...document.querySelectorAll<HTMLDetailsElement>("details")];
  expect(folded.map(({ open }) => open)).toEqual([false, true]);
});

test("whether a service goes on behind a text is tried before it is set", async () => {
  const { sent } = await show({ services: [service("s1")] });
  await press("Change s1");
  expect(screen.queryByRole("button", { name: "Try it" })).toBeNull();
  write("Continues answers", "mistral");
  await press("Try it");
  expect(sent).toEqual([["POST", "/services/s1/try-continue", { continues: "mistral" }]]);
  expect(screen.getByText(/It does not go on in this way/)).toBeTruthy();
  expect(screen.getByText("It began anew.")).toBeTruthy();
});
