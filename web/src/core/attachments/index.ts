/**
 * Pictures that are sent before the question that has them. A face of its own, so that nothing of it
 * is loaded before somebody attaches one.
 */

export { newId } from "../ids.ts";
export {
  type AttachmentsApi,
  type AttachOptions,
  attachmentsApi,
  MAX_ATTACHMENTS,
} from "./attachments.ts";
