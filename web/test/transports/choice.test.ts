import { expect, test } from "vitest";
import { TransportChoice, type TransportName } from "../../src/transports/index.ts";

test("it begins with SSE and stays there while that gets through", () => {
  const choice = new TransportChoice();
  choice.delivered("sse");
  expect(choice.current).toBe("sse");
});

test("what does not get through is passed over, and the lower one that delivers is remembered", () => {
  const remembered: TransportName[] = [];
  const choice = new TransportChoice({ remember: (name) => remembered.push(name) });
  expect(choice.blocked("sse")).toBe(true);
  expect(choice.current).toBe("websocket");
  expect(choice.blocked("websocket")).toBe(true);
  expect(choice.current).toBe("long-polling");
  expect(remembered).toEqual([]);
  choice.delivered("long-polling");
  choice.delivered("long-polling");
  expect(remembered).toEqual(["long-polling"]);
  expect(new TransportChoice({ known: "long-polling" }).current).toBe("long-polling");
});

test("a server in trouble blames no transport that was only being tried", () => {
  const choice = new TransportChoice();
  choice.blocked("sse");
  choice.serverTrouble();
  expect(choice.current).toBe("sse");
  choice.blocked("sse");
  choice.delivered("websocket");
  choice.blocked("websocket");
  choice.serverTrouble();
  expect(choice.current).toBe("websocket");
});

test("when nothing gets through it is the network, and it begins again", () => {
  const choice = new TransportChoice();
  choice.blocked("sse");
  choice.blocked("websocket");
  choice.blocked("long-polling");
  expect(choice.blocked("polling")).toBe(false);
  expect(choice.current).toBe("sse");
});

test("two streams that fail at the same time pass over one transport, not two", () => {
  const choice = new TransportChoice();
  expect(choice.blocked("sse")).toBe(true);
  expect(choice.blocked("sse")).toBe(true);
  expect(choice.current).toBe("websocket");
});

test("what somebody has chosen stays, and choosing has everything tried again", () => {
  const choice = new TransportChoice({ known: "polling" });
  let told = 0;
  choice.subscribe(() => {
    told += 1;
  });
  choice.choose("websocket");
  expect(choice.blocked("websocket")).toBe(false);
  expect(choice.current).toBe("websocket");
  choice.choose("auto");
  expect(choice.current).toBe("sse");
  expect(told).toBe(2);
});
