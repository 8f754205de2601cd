/** What comes late of the box: the button that adds files with their list, and dictation. */

export { Dictation } from "../dictation/dictation.tsx";
export { Attaching } from "../files/attaching.tsx";
