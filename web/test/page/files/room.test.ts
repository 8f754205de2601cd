/** How much text a question has room for, on the wire and in the model's window. */

import { expect, test } from "vitest";
import { beginningOf, hasRoom, less, roomBeside } from "../../../src/page/files/room.ts";

test("where nobody tells the model's window, the wire alone bounds a question", () => {
  const room = roomBeside("", null);
  expect(hasRoom(room, "가".repeat(199_400))).toBe(true);
  expect(hasRoom(room, "가".repeat(199_401))).toBe(false);
});

test("a quarter of the model's window is left for the answer", () => {
  const room = roomBeside("", 1_000);
  expect(hasRoom(room, "가".repeat(750))).toBe(true);
  expect(hasRoom(room, "가".repeat(751))).toBe(false);
  expect(hasRoom(room, "a".repeat(2_250))).toBe(true);
  expect(hasRoom(room, "a".repeat(2_251))).toBe(false);
});

test("what is there already takes of the room", () => {
  const room = less(roomBeside("가".repeat(700), 1_000), "a".repeat(100));
  expect(hasRoom(room, "a".repeat(50))).toBe(true);
  expect(hasRoom(room, "a".repeat(51))).toBe(false);
});

test("a text that is too long is cut at the end of a line where one is near", () => {
  const room = { characters: 12, bytes: Infinity };
  expect(beginningOf("one\ntwo two\nthree", room)).toBe("one\ntwo two");
  expect(beginningOf("one two three four", room)).toBe("one two thre");
  expect(beginningOf("short", room)).toBe("short");
});

test("no character is cut in half, neither by characters nor by bytes", () => {
  expect(beginningOf("강물이", { characters: 9, bytes: 8 })).toBe("강물");
  expect(beginningOf("a😀b", { characters: 2, bytes: Infinity })).toBe("a");
  expect(beginningOf("a😀b", { characters: 9, bytes: 4 })).toBe("a");
  expect(beginningOf("a😀b", { characters: 9, bytes: 5 })).toBe("a😀");
});

test("where there is no room there is no text", () => {
  expect(beginningOf("text", roomBeside("x".repeat(200_000), null))).toBe("");
  expect(beginningOf("text", roomBeside("x".repeat(4_000), 1_000))).toBe("");
});
