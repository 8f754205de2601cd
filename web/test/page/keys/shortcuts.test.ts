import { expect, test } from "vitest";
import {
  COMMANDS,
  commandOf,
  keysOf,
  type Pressed,
  withKeys,
} from "../../../src/page/keys/shortcuts.ts";

function press(key: string, fields: Partial<Pressed> = {}): Pressed {
  const held = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
  return { key, code: "", ...held, ...fields };
}

const ctrl = { ctrlKey: true };
const ctrlShift = { ctrlKey: true, shiftKey: true };

test.each([
  ["newChat", press("O", ctrlShift)],
  ["search", press("k", ctrl)],
  ["focusMessage", press("Escape", { shiftKey: true })],
  ["stop", press("Escape")],
  ["previousVersion", press("<", ctrlShift)],
  ["nextVersion", press(">", ctrlShift)],
  ["sidebar", press("b", ctrl)],
  ["help", press("/", ctrl)],
])("%s is given by its keys", (command, event) => {
  expect(commandOf(event, false)).toBe(command);
});

test("a Mac says ⌘ where others say Ctrl, and keeps Ctrl to itself", () => {
  expect(commandOf(press("k", { metaKey: true }), true)).toBe("search");
  expect(commandOf(press("k", ctrl), true)).toBeNull();
  expect(commandOf(press("k", { metaKey: true }), false)).toBeNull();
  expect(keysOf("newChat", true)).toEqual(["⇧", "⌘", "O"]);
  expect(keysOf("newChat", false)).toEqual(["Ctrl", "Shift", "O"]);
  expect(withKeys("New chat", "newChat", true)).toBe("New chat (⇧⌘O)");
  expect(withKeys("New chat", "newChat", false)).toBe("New chat (Ctrl+Shift+O)");
});

test("a layout that writes no Latin letters gives the command by the key's place", () => {
  expect(commandOf(press("ㅏ", { ...ctrl, code: "KeyK" }), false)).toBe("search");
  expect(commandOf(press("л", { ...ctrl, code: "KeyK" }), false)).toBe("search");
  // A Latin letter is what it says, wherever it lies.
  expect(commandOf(press("t", { ...ctrl, code: "KeyK" }), false)).toBeNull();
});

test("a layout that needs Shift for the slash still opens the list", () => {
  expect(commandOf(press("/", { ...ctrlShift, code: "Digit7" }), false)).toBe("help");
});

test("what writes something is never a command: no bare key, no AltGr", () => {
  for (const key of "abcdefghijklmnopqrstuvwxyz0123456789/?,.<>ㅏ") {
    for (const shiftKey of [false, true]) {
      expect(commandOf(press(key, { shiftKey, code: "KeyK" }), false), key).toBeNull();
      expect(commandOf(press(key, { shiftKey, ...ctrl, altKey: true }), false), key).toBeNull();
      expect(commandOf(press(key, { shiftKey, altKey: true }), true), key).toBeNull();
    }
  }
});

test("no two commands share their keys", () => {
  const written = COMMANDS.map((command) => keysOf(command, false).join("+"));
  expect(new Set(written).size).toBe(COMMANDS.length);
});
