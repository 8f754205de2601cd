/** What the box and the welcome load late of this room. */

export { AssistantWelcome, Starters } from "../assistants/assistant-welcome.tsx";
export { EasyQuestions, WelcomeNote } from "./language-notes.tsx";
export { ModelMenu } from "./model-menu.tsx";
