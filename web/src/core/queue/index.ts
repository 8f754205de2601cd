/** Questions that wait for the answer before them. A folder of its own: the page loads it late. */

export {
  type Held,
  type QuestionMemory,
  QuestionQueue,
  type QueuedQuestion,
} from "./question-queue.ts";
