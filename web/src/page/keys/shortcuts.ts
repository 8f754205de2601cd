/**
 * The keyboard shortcuts: which keys give which command, and how they are written. Pure.
 *
 * Only chords with Ctrl (⌘ on a Mac) and Escape, so that no key that writes something is taken
 * from a field, a screen reader or an input method. Ctrl+Alt is AltGr on many keyboards, and
 * Ctrl+Option is VoiceOver's: neither is used.
 */

export type Command =
  | "newChat"
  | "search"
  | "focusMessage"
  | "stop"
  | "previousVersion"
  | "nextVersion"
  | "pauseTokens"
  | "sidebar"
  | "help";

interface Chord {
  /** What the key writes, in lower case; several where Shift changes it. */
  readonly keys: readonly string[];
  /** The key's place, for layouts that write no Latin letters. */
  readonly code: string;
  readonly mod: boolean;
  /** Absent: either, since on some layouts the key needs Shift. */
  readonly shift?: boolean;
  /** How the key is written in the list. */
  readonly label: string;
}

const CHORDS: Readonly<Record<Command, Chord>> = {
  newChat: { keys: ["o"], code: "KeyO", mod: true, shift: true, label: "O" },
  search: { keys: ["k"], code: "KeyK", mod: true, shift: false, label: "K" },
  focusMessage: { keys: ["escape"], code: "Escape", mod: false, shift: true, label: "Esc" },
  stop: { keys: ["escape"], code: "Escape", mod: false, shift: false, label: "Esc" },
  previousVersion: { keys: ["<", ","], code: "Comma", mod: true, shift: true, label: "," },
  nextVersion: { keys: [">", "."], code: "Period", mod: true, shift: true, label: "." },
  pauseTokens: { keys: [";"], code: "Semicolon", mod: true, shift: false, label: ";" },
  sidebar: { keys: ["b"], code: "KeyB", mod: true, shift: false, label: "B" },
  help: { keys: ["/"], code: "Slash", mod: true, label: "/" },
};

export const COMMANDS = Object.keys(CHORDS) as readonly Command[];

/** The part of a keyboard event that decides. */
export type Pressed = Pick<
  KeyboardEvent,
  "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey"
>;

/** The command that was pressed; null if it is none. */
export function commandOf(event: Pressed, mac: boolean): Command | null {
  return COMMANDS.find((command) => isPressed(CHORDS[command], event, mac)) ?? null;
}

/** The keys of a command, one by one, as they stand on the keyboard. */
export function keysOf(command: Command, mac: boolean): readonly string[] {
  const { mod, shift, label } = CHORDS[command];
  const held = mac ? [shift ? "⇧" : "", mod ? "⌘" : ""] : [mod ? "Ctrl" : "", shift ? "Shift" : ""];
  return [...held.filter((key) => key !== ""), label];
}

/** A name with its keys, for the tip that a mouse brings up. */
export function withKeys(name: string, command: Command, mac: boolean): string {
  return `${name} (${keysOf(command, mac).join(mac ? "" : "+")})`;
}

function isPressed(chord: Chord, event: Pressed, mac: boolean): boolean {
  const mod = mac ? event.metaKey : event.ctrlKey;
  const other = mac ? event.ctrlKey : event.metaKey;
  if (mod !== chord.mod || other || event.altKey) return false;
  if (chord.shift !== undefined && chord.shift !== event.shiftKey) return false;
  const key = event.key.toLowerCase();
  // On a Korean or Cyrillic layout the key writes no Latin letter: its place counts.
  return chord.keys.includes(key) || (!/^[\x21-\x7e]$/.test(key) && event.code === chord.code);
}
