/**
 * Which keys belong to an input method that is still composing (한글, かな, 拼音).
 *
 * Each browser lacks one of the signs: the event's `isComposing`, key code 229 (Safari sends the
 * closing Enter after `compositionend`, but with 229), and what is between `compositionstart` and
 * `compositionend` in a field, or its loss of the focus, in case the end never comes.
 */

const IME_KEY_CODE = 229;

/** The field of this page in which something is being composed; there is one focus, and one field. */
let field: EventTarget | null = null;

/** Follows what is composed in the page, until the result is called. */
export function followComposing(): () => void {
  const abort = new AbortController();
  for (const type of ["compositionstart", "compositionend", "focusout"]) {
    const onChange = ({ target }: Event): void => {
      field = type === "compositionstart" ? target : null;
    };
    // Before any handler of the page asks.
    document.addEventListener(type, onChange, { capture: true, signal: abort.signal });
  }
  return () => {
    abort.abort();
    field = null;
  };
}

/** Whether a pressed key must be left to the input method. */
export function isComposing(event: KeyboardEvent): boolean {
  const between = field !== null && field === event.target;
  return between || event.isComposing || event.keyCode === IME_KEY_CODE;
}
