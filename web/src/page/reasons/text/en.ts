/** What errors mean, by their codes, in English: every other language has to match. */

import { nextDay } from "./next-day.ts";

const at = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

export const en = {
  network: "The server cannot be reached. Is it running?",
  timeout: "The server does not reply. Try again in a moment.",
  not_understood:
    "Something other than Yeoul replies. Does this network want you to sign in? If not, reload the page.",
  transport_blocked:
    "The chosen connection does not get through here. Choose another one in the settings.",
  client_failed: "Something went wrong in this page. Reload it.",
  internal: "Something failed inside the server. Try again.",
  forbidden_host: "The server does not allow this address. Open the page at another one.",
  forbidden_origin: "The server does not allow this page's address. Open it at the server's own.",
  unauthenticated: "You are signed out.",
  hook_timeout: "This site has not decided in time whether it takes the question. Try again.",
  stale_login: "Sign out and in again to do this.",
  forbidden: "This is for the admins of this server.",
  setup_needed: "This server has to be set up first.",
  too_many_tries: "Too many tries. Try again in a moment.",
  insecure_address:
    "Passwords are not taken here, because this address is not encrypted (http). Open the server at its https address. The person who runs it can allow this one with --insecure-http.",
  passkeys_unavailable:
    "Passkeys cannot be used here: they need a name in the address, and https. Sign in another way.",
  name_taken: "Somebody has this name already. Choose another one.",
  already_set_up: "This server has its first account by now. Sign in with it.",
  last_admin: "Somebody has to manage the accounts: make another admin first.",
  last_credential:
    "You could not sign in any more then, or by a passkey alone. Link another way first.",
  log_in_unavailable: "The provider cannot be reached at present. Try again in a moment.",
  forbidden_proxy:
    "Only the proxy in front of this server may say who you are, and this request did not come by it. The person who runs the server can name the proxy with --trusted-proxies.",
  answer_in_progress: "An answer is still growing here. Wait for it, or stop it.",
  not_found: "It no longer exists.",
  conversation_deleted: "This conversation was deleted.",
  id_taken: "The question was not taken. Send it again.",
  not_continuable: "This answer cannot be continued.",
  picture_refused: "This picture is not taken.",
  images_not_taken: "The model sees no pictures. Choose one that does, or ask without them.",
  prompt_unknown: "What the model was given cannot be shown.",
  not_shareable: "No link can be made to this conversation: it is empty, temporary, or too long.",
  too_many_tokens:
    "You have as many tokens as you may have. Revoke one that is not needed any more.",
  too_many_shares:
    "You have as many links as you may have. Revoke one that is not needed any more.",
  too_many_assistants: "You have as many assistants as you may have. Delete one first.",
  service_fixed: "This service cannot be changed here.",
  payload_too_large: "The message is too long.",
  invalid_request: "The message was not accepted.",
  unknown_model: "This model is no longer available. Choose another one.",
  shutting_down: "The server is restarting. Try again in a moment.",
  too_many_answers: "Too many answers are waiting. Try again in a moment.",
  get quota_exceeded() {
    return `You have used all that you may use in a day. Try again after ${at.format(nextDay())}.`;
  },
  too_many_at_once: "Too many of your answers are open. Try again when one has ended.",
  exhibit_unavailable: "The servers of the exhibit are away. Try again in a moment.",
  search_timeout: "The search took too long. Search for fewer or other words.",
  storage_full: "The disk of the server is full.",
  storage_failed: "The server cannot write its data.",
  provider_unauthorized: "The model's service refuses the key. Check the settings of the server.",
  provider_rejected: "The model's service refuses the request.",
  context_too_long: "The question is too long for this model.",
  provider_rate_limited: "The model's service asks to slow down. Try again in a moment.",
  quota_exhausted:
    "The quota of the model's service is used up. Raise it there, or choose another model.",
  provider_unavailable: "The model's service is not available.",
  provider_timeout: "The model stopped answering.",
  provider_broken: "The model's service did not finish the answer.",
  empty_answer: "The model gave no answer. Try again, or choose another one.",
  model_unavailable: "The model cannot be used.",
  interrupted: "The server went away while the answer was growing.",

  /** To those who cannot change it themselves. */
  toUsers: {
    storage_full: "The disk of the server is full. Ask an admin of this server.",
    provider_unauthorized:
      "The model's service refuses the server's key. Ask an admin of this server.",
    quota_exhausted:
      "The quota of the model's service is used up. Choose another model, or ask an admin of this server.",
    model_unavailable:
      "The model cannot be used. Choose another one, or ask an admin of this server.",
  } as Readonly<Record<string, string>>,
};

/** What every language offers. */
export type ReasonTexts = typeof en;
