import { expect, test } from "vitest";
import { browserOf, isLoopback, shortNetwork } from "../../../src/page/account/browser-name.ts";

const CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)";

test.each([
  [`${CHROME} Chrome/140.0.0.0 Safari/537.36`, "Chrome · Windows"],
  [`${CHROME} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`, "Edge · Windows"],
  [`${CHROME} Whale/4.33.325.17 Chrome/140.0.0.0 Safari/537.36`, "Whale · Windows"],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
    "Safari · iPhone",
  ],
  [
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
    "Samsung Internet · Android",
  ],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"],
  ["curl/8.15.0", "curl/8.15.0"],
  ["", ""],
])("%s is %s", (userAgent, name) => {
  expect(browserOf(userAgent)).toBe(name);
});

test("what is no browser is told only at its beginning", () => {
  expect(browserOf("x".repeat(200))).toHaveLength(60);
});

test("the server's own machine is known by both of its networks", () => {
  expect(["127.0.0.0/24", "::/64"].map(isLoopback)).toEqual([true, true]);
  expect(["203.0.113.0/24", "2001:db8:1:2::/64", ""].map(isLoopback)).toEqual([
    false,
    false,
    false,
  ]);
});

test("a network is told without the form of its mask", () => {
  expect(shortNetwork("203.0.113.0/24")).toBe("203.0.113.…");
  expect(shortNetwork("2001:db8:1:2::/64")).toBe("2001:db8:1:2:…");
  expect(shortNetwork("")).toBe("");
});
