/** What the box and the welcome load late of this room. */

export { EasyQuestions, WelcomeNote } from "./language-notes.tsx";
export { ModelMenu } from "./model-menu.tsx";
export { OpenedWelcome, Starters } from "./opened-welcome.tsx";
