/**
 * Tells whether a key belongs to an input method that is still composing (한글, かな, 拼音).
 *
 * Four signs, since each browser lacks one: the event's `isComposing`, key code 229 (Safari sends
 * the closing Enter after `compositionend`, but with 229), and a flag of our own between
 * `compositionstart` and `compositionend`, which `blur` clears in case the end never comes.
 */

import { type KeyboardEvent, useRef } from "react";

const IME_KEY_CODE = 229;

export interface Composition {
  readonly handlers: {
    onCompositionStart(): void;
    onCompositionEnd(): void;
    onBlur(): void;
  };
  /** Whether `event` must be left to the input method. */
  isComposing(event: KeyboardEvent): boolean;
}

export function useComposition(): Composition {
  const composing = useRef(false);
  return {
    handlers: {
      onCompositionStart: () => {
        composing.current = true;
      },
      onCompositionEnd: () => {
        composing.current = false;
      },
      onBlur: () => {
        composing.current = false;
      },
    },
    isComposing: (event) =>
      composing.current || event.nativeEvent.isComposing || event.keyCode === IME_KEY_CODE,
  };
}
