import { expect, test } from "vitest";
import { attachmentsApi } from "../../../src/core/attachments/index.ts";
import { apiClient } from "../../../src/core/index.ts";
import { serve } from "../../loopback.ts";

const KEPT = {
  id: "7c02",
  media_type: "image/png",
  bytes: 3,
  width: 64,
  height: 48,
  name: "여울.png",
};

async function sentBy(
  attach: (api: ReturnType<typeof attachmentsApi>) => Promise<unknown>,
): Promise<{ url: string; type: string; body: string; kept: unknown }> {
  let sent = { url: "", type: "", body: "" };
  const baseUrl = await serve(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString();
    sent = { url: request.url ?? "", type: request.headers["content-type"] ?? "", body };
    response.writeHead(201, { "content-type": "application/json" });
    response.end(JSON.stringify(KEPT));
  });
  const kept = await attach(attachmentsApi(apiClient({ baseUrl })));
  return { ...sent, kept };
}

test("a picture is sent as it is, with the name of its file", async () => {
  const file = new File(["png"], "여울.png", { type: "image/png" });
  const sent = await sentBy((api) => api.attach(file));
  expect(sent).toMatchObject({ type: "image/png", body: "png", kept: KEPT });
  expect(sent.url).toBe(`/api/attachments?name=${encodeURIComponent("여울.png")}`);
});

test("what is said of a picture comes with it", async () => {
  const picture = new Blob(["png"], { type: "image/png" });
  const sent = await sentBy((api) =>
    api.attach(picture, { name: "a ford", id: "0a", temporary: true }),
  );
  expect(sent.url).toBe("/api/attachments?name=a+ford&id=0a&temporary=true");
});

test("a picture that is refused says why", async () => {
  const baseUrl = await serve((_, response) => {
    response.writeHead(422, { "content-type": "application/problem+json" });
    response.end(JSON.stringify({ code: "picture_refused", detail: "The picture moves." }));
  });
  const { attach } = attachmentsApi(apiClient({ baseUrl }));
  await expect(attach(new Blob([]))).rejects.toMatchObject({
    code: "picture_refused",
    message: "The picture moves.",
  });
});

test("bytes of no type are sent as a picture: the server looks at them", async () => {
  const sent = await sentBy((api) => api.attach(new Blob(["png"])));
  expect(sent).toMatchObject({ type: "image/png", body: "png" });
});

test("a picture has a path of its own", () => {
  const { path } = attachmentsApi(apiClient({ baseUrl: "http://127.0.0.1:1" }));
  expect(path("7c/02")).toBe("/api/attachments/7c%2F02");
});
