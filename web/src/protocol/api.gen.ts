/**
 * The shapes of requests, replies and events, generated from the server's OpenAPI document.
 * Do not edit: run `npm run types`.
 */

export interface paths {
    "/api/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the people
         * @description List all accounts, the oldest first.
         */
        get: operations["list_accounts_api_accounts_get"];
        put?: never;
        /**
         * Add a person
         * @description Add an account. Its person sets a password by the link in the reply, which is shown once.
         *
         *     Where a proxy logs people in, there is no link: the account has to have the name that the proxy
         *     gives its person. Needs a log-in of the last 15 minutes.
         */
        post: operations["add_api_accounts_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{account_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a person's account
         * @description Delete an account, for good, with all that its person has.
         *
         *     Needs a log-in of the last 15 minutes.
         */
        delete: operations["remove_api_accounts__account_id__delete"];
        options?: never;
        head?: never;
        /**
         * Change a person
         * @description Change the role of a person, or let them in no longer: their sessions end. Or their limits.
         *
         *     Needs a log-in of the last 15 minutes.
         */
        patch: operations["change_api_accounts__account_id__patch"];
        trace?: never;
    };
    "/api/accounts/{account_id}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reset a password
         * @description Make a one-time link by which a person sets a new password. The old one works until then.
         *
         *     Needs a log-in of the last 15 minutes.
         */
        post: operations["reset_api_accounts__account_id__reset_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/answers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask
         * @description Ask a new question, or regenerate the answer to one.
         *
         *     With `Accept: text/event-stream` the reply is the answer's event stream itself.
         */
        post: operations["ask_api_answers_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/answers/{answer_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an answer
         * @description Read an answer as it is now: following from its `cursor` misses and repeats nothing.
         */
        get: operations["read_api_answers__answer_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/answers/{answer_id}/candidates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an answer's candidates
         * @description Read what the model might have chosen, as far as the answer has grown.
         *
         *     Empty where nobody asked for `candidates`, or its model gives none.
         */
        get: operations["read_candidates_api_answers__answer_id__candidates_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/answers/{answer_id}/continue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Continue an answer
         * @description Continue an answer that was stopped, interrupted or cut at its length limit.
         *
         *     Does nothing while it is growing.
         */
        post: operations["continue_answer_api_answers__answer_id__continue_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/answers/{answer_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow an answer
         * @description Follow an answer from a cursor to its end.
         *
         *     By SSE (default), or with `Accept: application/json` as JSON: with `wait` a long poll, without
         *     it a poll. An upgrade to WebSocket at the same address gets one text frame per event, each an
         *     `EventEntry`. For a reconnecting `EventSource`, `Last-Event-ID` wins over `after`.
         */
        get: operations["follow_answer_api_answers__answer_id__events_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/answers/{answer_id}/prompt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what the model was given
         * @description Read the exact prompt of an answer: its template, its special tokens, and the question.
         */
        get: operations["read_shown_prompt_api_answers__answer_id__prompt_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/answers/{answer_id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop an answer
         * @description Stop an answer. Replies when its upstream call is closed and its text is stored.
         *
         *     Idempotent: an answer that has ended stays as it is. For one that does not exist yet the reply
         *     has only `id` and `status`: a question that arrives with this id within 10 minutes is stopped.
         */
        post: operations["stop_api_answers__answer_id__stop_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/assistants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the assistants
         * @description List the caller's assistants; those that ship with the server are in `Accept-Language`.
         */
        get: operations["list_assistants_api_assistants_get"];
        put?: never;
        /**
         * Make an assistant
         * @description Keep a new assistant. The contents of a file with one are such a body.
         */
        post: operations["make_api_assistants_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/assistants/{assistant_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an assistant
         * @description Read an assistant.
         */
        get: operations["read_api_assistants__assistant_id__get"];
        put?: never;
        post?: never;
        /**
         * Delete an assistant
         * @description Delete an assistant. What was begun with it stays as it is.
         */
        delete: operations["remove_api_assistants__assistant_id__delete"];
        options?: never;
        head?: never;
        /**
         * Change an assistant
         * @description Change an assistant. What was begun with it stays as it is.
         */
        patch: operations["change_api_assistants__assistant_id__patch"];
        trace?: never;
    };
    "/api/assistants/{assistant_id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restore an assistant
         * @description Bring back one that ships with the server, as it is there, if it was changed or deleted.
         */
        post: operations["restore_api_assistants__assistant_id__restore_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/attachments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Attach a picture
         * @description Keep a picture (PNG, JPEG, WebP, still GIF) for a question that is asked within a day.
         *
         *     It is turned upright, made smaller where it has more than 2,048 pixels on a side, and kept
         *     without what else its file has: where and by what it was taken, for example.
         */
        post: operations["attach_api_attachments_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/attachments/{attachment_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a picture
         * @description Read a picture as it is kept.
         */
        get: operations["read_api_attachments__attachment_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow changes
         * @description Follow changes of conversations and answers: ids only. Read everything once after connecting.
         *
         *     A heartbeat comes at once and at least every 10 seconds. `missed` means: read everything again.
         */
        get: operations["changes_api_changes_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Chat
         * @description Answer a page with the AI SDK's `useChat`, or a client of Ollama: the body tells which.
         */
        post: operations["chat_api_chat_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/{chat_id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop what grows in a chat
         * @description Stop all answers that grow in a chat, whoever reads them. Idempotent.
         */
        post: operations["stop_api_chat__chat_id__stop_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/{chat_id}/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Resume a chat's stream
         * @description Stream the answer that grows in a chat, from its beginning.
         *
         *     So far it is one piece; the page shows it in place of what it has.
         */
        get: operations["resume_api_chat__chat_id__stream_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List or search
         * @description List conversations, pinned ones and the last used first; with `q` where all words occur.
         *
         *     With `deleted` those that were deleted and can be restored, the last deleted first.
         */
        get: operations["list_conversations_api_conversations_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{conversation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a conversation
         * @description Read a conversation with the messages of all its branches.
         */
        get: operations["read_api_conversations__conversation_id__get"];
        put?: never;
        post?: never;
        /**
         * Delete a conversation
         * @description Delete a conversation and stop its answers. It can be restored for 30 days.
         *
         *     With `forever` it is gone at once, also if it was deleted before.
         */
        delete: operations["delete_api_conversations__conversation_id__delete"];
        options?: never;
        head?: never;
        /**
         * Change a conversation
         * @description Change title, current branch (`leaf_id`), system prompt, model or parameters; pin, unpin.
         */
        patch: operations["change_api_conversations__conversation_id__patch"];
        trace?: never;
    };
    "/api/conversations/{conversation_id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Undo a deletion
         * @description Restore a deleted conversation.
         */
        post: operations["restore_api_conversations__conversation_id__restore_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/downloads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the downloads
         * @description List the downloads, the models that can be fetched by name, and the other model files.
         */
        get: operations["list_downloads_api_downloads_get"];
        put?: never;
        /**
         * Fetch a model
         * @description Begin to fetch a model of the catalogue, or a GGUF file by address and SHA-256.
         *
         *     A download of the same file that is there already goes on, and is returned.
         */
        post: operations["begin_api_downloads_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/downloads/{download_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Cancel a download
         * @description Cancel a download and delete what has come; a finished one is only listed no more.
         */
        delete: operations["cancel_api_downloads__download_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/downloads/{download_id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a download
         * @description Pause a download; what has come is kept.
         */
        post: operations["pause_api_downloads__download_id__pause_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/downloads/{download_id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a download
         * @description Go on with a download that is paused or has failed, from where it was.
         */
        post: operations["resume_api_downloads__download_id__resume_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exhibits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin an exhibit
         * @description Start the thirty lines of a tutorial and a Yeoul, each as a process of its own.
         *
         *     The caller's exhibit that runs already is returned. One that nobody uses ends by itself.
         */
        post: operations["begin_api_exhibits_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exhibits/{exhibit_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End an exhibit
         * @description End both servers, and delete their files.
         */
        delete: operations["end_api_exhibits__exhibit_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exhibits/{exhibit_id}/kill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Kill the servers of an exhibit
         * @description Kill both servers as a crash does (SIGKILL); they start again a second later.
         */
        post: operations["kill_api_exhibits__exhibit_id__kill_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exhibits/{exhibit_id}/thirty-lines/completion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask the thirty lines
         * @description Return the answer of the thirty lines, as it grows.
         */
        get: operations["complete_api_exhibits__exhibit_id__thirty_lines_completion_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exhibits/{exhibit_id}/yeoul/api/answers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask the Yeoul of an exhibit
         * @description Ask, as by `POST /api/answers`.
         */
        post: operations["ask_api_exhibits__exhibit_id__yeoul_api_answers_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exhibits/{exhibit_id}/yeoul/api/answers/{answer_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an answer of the Yeoul of an exhibit
         * @description Return an answer as it is, as by `GET /api/answers/{answer_id}`.
         */
        get: operations["read_api_exhibits__exhibit_id__yeoul_api_answers__answer_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exhibits/{exhibit_id}/yeoul/api/answers/{answer_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow an answer of the Yeoul of an exhibit
         * @description Return the events of an answer, as by `GET /api/answers/{answer_id}/events`.
         */
        get: operations["follow_api_exhibits__exhibit_id__yeoul_api_answers__answer_id__events_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Export everything
         * @description Return all that the caller has: account, log-ins, usage, and conversations with all branches.
         *
         *     Secrets are not among it, nor is what was deleted. With accounts it needs a log-in of the last
         *     15 minutes. A body that breaks off is not the whole of it.
         */
        post: operations["export_api_export_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/generate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer a prompt
         * @description Answer a single prompt of a client of Ollama. It stays in no list.
         *
         *     The answer is stopped when its last reader has left for 10 seconds. An empty prompt asks for
         *     nothing but that the model is ready.
         */
        post: operations["generate_api_generate_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import conversations
         * @description Write conversations that were had elsewhere, with their times, branches and models.
         *
         *     To send one again changes nothing; messages that it lacks here are added. Each conversation is
         *     written whole or not at all; one that is refused refuses those behind it.
         */
        post: operations["take_api_imports_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the invites
         * @description List the invites that can be used, the newest first. Their links are shown no more.
         */
        get: operations["list_invites_api_invites_get"];
        put?: never;
        /**
         * Invite somebody
         * @description Make a one-time link by which a person makes an account, and chooses its name.
         *
         *     The link is shown once. Needs a log-in of the last 15 minutes.
         */
        post: operations["invite_api_invites_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invites/{invite_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an invite
         * @description Have an invite let nobody in any longer. Needs a log-in of the last 15 minutes.
         */
        delete: operations["revoke_invite_api_invites__invite_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/join": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Use a one-time link
         * @description Set the password of the account that a one-time link is for, and log in.
         *
         *     An invite makes the account, of the `name` that its person chooses.
         */
        post: operations["join_api_join_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/join/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look at a one-time link
         * @description Return whose password a one-time link sets, or what it invites to; it stays as it was.
         */
        post: operations["look_api_join_look_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in
         * @description Log in by name and password. The reply sets the session's cookie.
         */
        post: operations["log_in_api_login_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/login/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in by a passkey
         * @description Log in by what a passkey has signed. The reply sets the session's cookie.
         */
        post: operations["log_in_api_login_passkey_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/login/passkey/challenge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to log in by a passkey
         * @description Return a challenge for a passkey to sign: once, within 5 minutes, by this browser.
         *
         *     The reply sets a cookie, by which the browser is known until then.
         */
        post: operations["challenge_api_login_passkey_challenge_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log out
         * @description End the session of the browser, if there is one, and have it forget what it keeps.
         *
         *     That may be the session of another person than the window still shows.
         */
        post: operations["log_out_api_logout_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who am I?
         * @description Return the caller: whose things they reach, and what they may do.
         */
        get: operations["me_api_me_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How do I log in?
         * @description List what recognizes the caller, and the providers that may be linked.
         */
        get: operations["credentials_api_me_credentials_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/credentials/{credential_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Unlink a provider
         * @description Have a provider recognize the caller no longer; all their other sessions end.
         *
         *     Needs a log-in of the last 15 minutes. The last way to log in stays. The reply sets another
         *     cookie for the same session.
         */
        delete: operations["unlink_api_me_credentials__credential_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delete my account
         * @description Delete the caller's account, for good, with all that they have.
         *
         *     They type its name, and their password, or have logged in in the last 15 minutes without one.
         */
        post: operations["delete_account_api_me_delete_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the password
         * @description Change the caller's password. All sessions end; the reply sets the cookie of a new one.
         */
        post: operations["change_password_api_me_password_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What have I used?
         * @description Return what the caller has used today, and may use.
         */
        get: operations["usage_api_me_usage_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the models
         * @description List all models; one of them is the default of a question.
         */
        get: operations["list_models_api_models_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{model_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a fetched model
         * @description Delete the file of a model in the folder of models. Its answers that still grow end well.
         */
        delete: operations["remove_model_api_models__model_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/oidc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in by a provider
         * @description Return the address to send the browser to, which comes back to this server from there.
         *
         *     The reply sets the cookie of the browser that may go on. To `link` a provider needs a log-in of
         *     the last 15 minutes.
         */
        post: operations["begin_api_oidc_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List my passkeys
         * @description List the caller's passkeys, the oldest first.
         */
        get: operations["list_passkeys_api_passkeys_get"];
        put?: never;
        /**
         * Add a passkey
         * @description Add what a device has made. The reply sets another cookie for the same session.
         *
         *     Needs a log-in of the last 15 minutes.
         */
        post: operations["add_api_passkeys_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/passkeys/{passkey_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a passkey
         * @description Have nobody log in by a passkey of the caller any longer, unless it is their last way in.
         *
         *     All their other sessions end. Needs a log-in of the last 15 minutes.
         */
        delete: operations["remove_api_passkeys__passkey_id__delete"];
        options?: never;
        head?: never;
        /**
         * Rename a passkey
         * @description Give a passkey of the caller another name.
         */
        patch: operations["rename_api_passkeys__passkey_id__patch"];
        trace?: never;
    };
    "/api/passkeys/challenge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to add a passkey
         * @description Return a challenge for a device to make a passkey with: once, within 5 minutes.
         *
         *     Needs a log-in of the last 15 minutes.
         */
        post: operations["begin_api_passkeys_challenge_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the models in memory
         * @description List the models that are in memory, which stay there.
         */
        get: operations["list_running_api_ps_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/services": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the services
         * @description List the services that answer questions. None of them is asked.
         */
        get: operations["list_services_api_services_get"];
        put?: never;
        /**
         * Connect a service
         * @description Connect a service. Its models can be asked at once, and after a restart.
         */
        post: operations["connect_api_services_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/services/{service_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a service
         * @description Forget a service and its key. Answers that it is giving end by themselves.
         */
        delete: operations["remove_api_services__service_id__delete"];
        options?: never;
        head?: never;
        /**
         * Change a service
         * @description Change a service. Answers that it is giving end as they began.
         *
         *     A new key or address is tried before it is kept.
         */
        patch: operations["change_api_services__service_id__patch"];
        trace?: never;
    };
    "/api/services/{service_id}/try-continue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try whether a service continues
         * @description Ask a service to go on behind a text, by a small question. Nothing is kept.
         */
        post: operations["try_continue_api_services__service_id__try_continue_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/services/nearby": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look for services
         * @description Look for services on the usual ports of the server's machine.
         */
        get: operations["nearby_api_services_nearby_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/services/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Test a service
         * @description Ask a service for its models. Nothing is kept.
         */
        post: operations["test_api_services_test_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where am I logged in?
         * @description List the caller's sessions, the last seen first.
         */
        get: operations["list_sessions_api_sessions_get"];
        put?: never;
        post?: never;
        /**
         * Log out elsewhere
         * @description End all sessions of the caller but the one that asks.
         */
        delete: operations["end_others_api_sessions_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a session
         * @description End one session of the caller.
         */
        delete: operations["end_session_api_sessions__session_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set the server up
         * @description Make the first account, an admin, with the code that the server has printed; log in.
         */
        post: operations["set_up_api_setup_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/shares": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the links
         * @description List the caller's links that work, the newest first.
         */
        get: operations["list_shares_api_shares_get"];
        put?: never;
        /**
         * Share a conversation
         * @description Make a link to one branch of a conversation, as it is now. Its token is shown this once.
         *
         *     Everybody who has the link can read that branch, and nothing that is written later.
         */
        post: operations["share_api_shares_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/shares/{share_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a link
         * @description Have a link lead nowhere from now on.
         */
        delete: operations["revoke_api_shares__share_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/show": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Show a model
         * @description Show what there is to know about a model.
         */
        post: operations["show_model_api_show_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/storage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is stored
         * @description Return how many conversations are stored, and for admins the databases.
         */
        get: operations["storage_api_storage_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the models
         * @description List all models, the default one first.
         */
        get: operations["list_models_api_tags_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List my tokens
         * @description List the caller's tokens, the newest first; for 30 days also those that have expired.
         */
        get: operations["list_tokens_api_tokens_get"];
        put?: never;
        /**
         * Make a token
         * @description Make a token, by which programs ask as `Authorization: Bearer …`. It is shown this once.
         *
         *     Needs a log-in of the last 15 minutes: it may outlive the session by far.
         */
        post: operations["make_api_tokens_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens/{token_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a token
         * @description Have a token let nobody in any longer. What was let in by it ends.
         */
        delete: operations["revoke_api_tokens__token_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell the version
         * @description Tell the version of Ollama whose format this is.
         */
        get: operations["tell_version_api_version_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/completion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask, and read nothing but text
         * @description Ask, and read the answer's text as it grows; a cut connection means an incomplete answer.
         */
        get: operations["completion_completion_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Is the process alive?
         * @description Reply that the process is alive and accepts requests.
         */
        get: operations["healthz_healthz_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Figures for Prometheus
         * @description Return the server's figures in Prometheus' text format.
         */
        get: operations["figures_metrics_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Can questions be taken now?
         * @description Return whether store and log can be used, and the server does not drain.
         *
         *     `checks` is for admins, else empty, and tells of the model, too. By a token, it is told to
         *     those that may read the figures.
         */
        get: operations["readyz_readyz_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/chat/completions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Complete a chat
         * @description Answer a chat whose whole history the client sends. It stays in no list.
         *
         *     The answer is stopped when its last reader has left for 10 seconds. A client that sends its
         *     request again, as the official ones number their tries, gets the same answer.
         */
        post: operations["complete_v1_chat_completions_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin a conversation
         * @description Begin a conversation, with what was said elsewhere or with nothing. It is in the list.
         */
        post: operations["create_v1_conversations_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what a conversation is
         * @description Read a conversation, without its items.
         */
        get: operations["read_v1_conversations__conversation_id__get"];
        put?: never;
        /**
         * Change a conversation's notes
         * @description Refuse any notes: none are kept. Without any, return the conversation as it is.
         */
        post: operations["change_v1_conversations__conversation_id__post"];
        /**
         * Delete a conversation with its responses
         * @description Delete a conversation and stop its answers. On the page it can be restored for 30 days.
         */
        delete: operations["delete_v1_conversations__conversation_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the items of a conversation
         * @description List what was said in the branch that is shown: messages, thinking, calls of tools.
         */
        get: operations["list_items_v1_conversations__conversation_id__items_get"];
        put?: never;
        /**
         * Add items to a conversation
         * @description Add what was said elsewhere: a message of the user, its answer, the next message, ….
         */
        post: operations["add_items_v1_conversations__conversation_id__items_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/items/{item_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an item of a conversation
         * @description Read one item of the branch that is shown.
         */
        get: operations["read_item_v1_conversations__conversation_id__items__item_id__get"];
        put?: never;
        post?: never;
        /**
         * Delete an item of a conversation
         * @description Refuse: what was said leads to what was answered, so it stays or goes as a whole.
         */
        delete: operations["delete_item_v1_conversations__conversation_id__items__item_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer messages
         * @description Answer messages whose whole history the client sends. They stay in no list.
         *
         *     The answer is stopped when its last reader has left for 10 seconds. A client that sends its
         *     request again, as the official ones number their tries, gets the same answer.
         */
        post: operations["create_message_v1_messages_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/count_tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Count the tokens of messages
         * @description Count what the model would read: by its own tokens if it is inside, else by an estimate.
         */
        post: operations["count_tokens_v1_messages_count_tokens_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the models
         * @description List all models, the default one first.
         */
        get: operations["list_models_v1_models_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a model
         * @description Read one model. Ids contain slashes and colons.
         */
        get: operations["read_model_v1_models__model_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/responses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a response
         * @description Make a response: whole, event by event, or in the background.
         *
         *     It can be read again for a month, unless `store` is `false`. With `background`, or `store: true`
         *     in so many words, it grows on without readers; any other is stopped when its last reader has
         *     left for 10 seconds.
         */
        post: operations["create_v1_responses_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/responses/{response_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a response
         * @description Read a response as it is, or its events behind any one of them, as they come.
         */
        get: operations["read_v1_responses__response_id__get"];
        put?: never;
        post?: never;
        /**
         * Delete a response
         * @description Delete a response; one that grows is stopped before.
         *
         *     One in a conversation is deleted with it, where it is alone; where more was said, it is refused.
         */
        delete: operations["delete_v1_responses__response_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/responses/{response_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a response
         * @description Stop a response. The reply comes when it has ended; one that had ended stays as it is.
         */
        post: operations["cancel_v1_responses__response_id__cancel_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/responses/{response_id}/input_items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what a response was given
         * @description List all items that a response was given to read, those of earlier ones among them.
         */
        get: operations["list_input_v1_responses__response_id__input_items_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Account
         * @description A person, as admins see them.
         */
        Account: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Disabled */
            disabled: boolean;
            /** Id */
            id: string;
            limits: components["schemas"]["Limits"];
            /** Name */
            name: string;
            /** Questions */
            questions: number;
            /**
             * Role
             * @enum {string}
             */
            role: "admin" | "user";
            /** Seen At */
            seen_at: string | null;
            /** Tokens */
            tokens: number;
        };
        /**
         * AccountDeletion
         * @description Body of ``POST /api/me/delete``.
         */
        AccountDeletion: {
            /** Name */
            name: string;
            /** Password */
            password?: string | null;
        };
        /**
         * AccountList
         * @description All people, the oldest account first.
         */
        AccountList: {
            /** Accounts */
            accounts: components["schemas"]["Account"][];
        };
        /**
         * AccountPatch
         * @description Body of ``PATCH /api/accounts/{account_id}``; absent fields stay as they are.
         */
        AccountPatch: {
            /** Disabled */
            disabled?: boolean | null;
            limits?: components["schemas"]["NewLimits"] | null;
            /** Role */
            role?: ("admin" | "user") | null;
        };
        /**
         * AddedAccount
         * @description A new account, and the link for its person; null where a proxy logs people in.
         */
        AddedAccount: {
            account: components["schemas"]["Account"];
            link: components["schemas"]["Link"] | null;
        };
        /**
         * AddedInvite
         * @description A new invite, and its link.
         */
        AddedInvite: {
            invite: components["schemas"]["Invite"];
            link: components["schemas"]["Link"];
        };
        /**
         * Answer
         * @description An answer at one moment; ``text`` is the text up to ``cursor``.
         */
        Answer: {
            /**
             * Candidates
             * @default 0
             */
            candidates?: number;
            /**
             * Continuable
             * @default false
             */
            continuable?: boolean;
            /** Conversation Id */
            conversation_id: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Cursor */
            cursor: string | null;
            error?: components["schemas"]["Error"] | null;
            /** Id */
            id: string;
            /** Model */
            model: string;
            /** Notice */
            notice?: "no_candidates" | null;
            /**
             * Omitted Messages
             * @default 0
             */
            omitted_messages?: number;
            /** Parent Id */
            parent_id: string;
            /** Reason */
            reason?: ("stop" | "length" | "repetition" | "content_filter" | "tool_calls" | "stopped" | "error" | "interrupted") | null;
            /** Reasoning */
            reasoning?: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            role: "assistant";
            /**
             * Status
             * @enum {string}
             */
            status: "queued" | "generating" | "finished" | "stopped" | "failed" | "interrupted";
            /** Text */
            text: string;
            timings?: components["schemas"]["Timings"] | null;
            /**
             * Tool Calls
             * @default []
             */
            tool_calls?: components["schemas"]["ToolCallData"][];
            usage?: components["schemas"]["Usage"] | null;
        };
        /**
         * AnswerCandidates
         * @description The candidates of an answer, in the order of its text.
         */
        AnswerCandidates: {
            /** Candidates */
            candidates: components["schemas"]["CandidatesData"][];
        };
        /**
         * AnthropicError
         * @description An error reply in Anthropic's form.
         */
        AnthropicError: {
            error: components["schemas"]["AnthropicFault"];
            /** Request Id */
            request_id: string | null;
            /**
             * Type
             * @constant
             */
            type: "error";
        };
        /**
         * AnthropicFault
         * @description What an error says.
         */
        AnthropicFault: {
            /** Message */
            message: string;
            /** Type */
            type: string;
        };
        /**
         * AnthropicMessage
         * @description One message of the history.
         */
        AnthropicMessage: {
            /** Content */
            content: string | components["schemas"]["Block"][];
            /**
             * Role
             * @enum {string}
             */
            role: "user" | "assistant" | "system";
        };
        /**
         * Asked
         * @description Reply to asking.
         */
        Asked: {
            answer: components["schemas"]["Answer"];
            conversation: components["schemas"]["ConversationSummary"];
            question: components["schemas"]["Question"];
        };
        /**
         * AskRequest
         * @description Body of ``POST /api/answers``: a new question, or a ``question_id`` to regenerate.
         */
        AskRequest: {
            /** Assistant Id */
            assistant_id?: string | null;
            /**
             * Attachments
             * @default []
             */
            attachments?: string[];
            /** Candidates */
            candidates?: number | null;
            /** Content */
            content?: string | null;
            /** Conversation Id */
            conversation_id?: string | null;
            ids?: components["schemas"]["NewIds"] | null;
            /** Max Tokens */
            max_tokens?: number | null;
            /** Model */
            model?: string | null;
            /** Parent Id */
            parent_id?: string | null;
            /** Prefix */
            prefix?: string | null;
            /** Question Id */
            question_id?: string | null;
            /** Seed */
            seed?: number | null;
            /** System */
            system?: string | null;
            /** Temperature */
            temperature?: number | null;
            /**
             * Temporary
             * @default false
             */
            temporary?: boolean;
            /** Thinking */
            thinking?: boolean | null;
            /** Top P */
            top_p?: number | null;
        } & ({
            content: string;
            conversation_id?: null;
            prefix?: null;
            question_id?: null;
        } | {
            attachments: string[];
            content?: null;
            conversation_id?: null;
            prefix?: null;
            question_id?: null;
        } | {
            assistant_id?: null;
            content: string;
            conversation_id: string;
            ids?: {
                conversation?: null;
            };
            prefix?: null;
            question_id?: null;
            /** @constant */
            temporary?: false;
        } | {
            assistant_id?: null;
            attachments: string[];
            content?: null;
            conversation_id: string;
            ids?: {
                conversation?: null;
            };
            prefix?: null;
            question_id?: null;
            /** @constant */
            temporary?: false;
        } | {
            assistant_id?: null;
            attachments?: string[];
            content?: null;
            conversation_id?: never;
            ids?: {
                conversation?: null;
                question?: null;
            };
            parent_id?: never;
            question_id: string;
            /** @constant */
            temporary?: false;
        });
        /**
         * Assistant
         * @description An assistant.
         */
        Assistant: {
            /** Description */
            description: string;
            /** Id */
            id: string;
            /** Instructions */
            instructions: string;
            /** Model */
            model: string | null;
            /** Name */
            name: string;
            parameters: components["schemas"]["ParametersBody"] | null;
            /** Shipped */
            shipped: boolean;
            /** Starters */
            starters: string[];
        };
        /**
         * AssistantList
         * @description The caller's assistants, by their names.
         */
        AssistantList: {
            /** Assistants */
            assistants: components["schemas"]["Assistant"][];
            /** Deleted */
            deleted: components["schemas"]["AssistantName"][];
        };
        /**
         * AssistantName
         * @description An assistant that ships with the server and was deleted.
         */
        AssistantName: {
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * AssistantPatch
         * @description Body of ``PATCH /api/assistants/{id}``: only the given fields change.
         */
        AssistantPatch: {
            /** Description */
            description?: string;
            /** Instructions */
            instructions?: string;
            /** Model */
            model?: string | null;
            /** Name */
            name?: string;
            parameters?: components["schemas"]["ParametersBody"] | null;
            /** Starters */
            starters?: string[];
        };
        /**
         * AssistantRequest
         * @description Body of ``POST /api/assistants``, and the form of a file.
         */
        AssistantRequest: {
            /**
             * Description
             * @default
             */
            description?: string;
            /**
             * Instructions
             * @default
             */
            instructions?: string;
            /** Model */
            model?: string | null;
            /** Name */
            name: string;
            parameters?: components["schemas"]["ParametersBody"] | null;
            /**
             * Starters
             * @default []
             */
            starters?: string[];
            /** Yeoul Assistant */
            yeoul_assistant?: 1 | null;
        };
        /**
         * Attachment
         * @description A picture of a question; its bytes are at ``/api/attachments/{id}``.
         */
        Attachment: {
            /** Bytes */
            bytes: number;
            /** Height */
            height: number;
            /** Id */
            id: string;
            /** Media Type */
            media_type: string;
            /** Name */
            name: string;
            /** Width */
            width: number;
        };
        /**
         * BegunWith
         * @description The assistant that a conversation was begun with, as it was called then.
         */
        BegunWith: {
            /** Id */
            id: string;
            /** Missing Model */
            missing_model?: string | null;
            /** Name */
            name: string;
        };
        /**
         * BegunWithToImport
         * @description The assistant that a conversation was begun with: only shown, so it need not be here.
         */
        BegunWithToImport: {
            /** Id */
            id: string;
            /** Missing Model */
            missing_model?: string | null;
            /** Name */
            name: string;
        };
        /**
         * Block
         * @description A part of a content. What else it must have depends on its type.
         */
        Block: {
            /** Content */
            content?: string | components["schemas"]["Block"][] | null;
            /** Id */
            id?: string | null;
            /** Input */
            input?: {
                [key: string]: unknown;
            } | null;
            /** Name */
            name?: string | null;
            /** Source */
            source?: {
                [key: string]: unknown;
            } | null;
            /** Text */
            text?: string | null;
            /** Tool Use Id */
            tool_use_id?: string | null;
            /** Type */
            type: string;
        };
        /**
         * ByteToken
         * @description A token that is no whole text: less than a character of UTF-8.
         */
        ByteToken: {
            /** Bytes */
            bytes: number[];
            /** Id */
            id: number;
        };
        /**
         * CallToImport
         * @description A call of a tool that an answer has asked for.
         */
        CallToImport: {
            /** Arguments */
            arguments?: string | null;
            /** Id */
            id?: string | null;
            /** Index */
            index: number;
            /** Name */
            name?: string | null;
        };
        /**
         * CandidatesData
         * @description ``data`` of ``candidates``: neighbouring tokens, and what might have been chosen instead.
         */
        CandidatesData: {
            /** At */
            at: number;
            /** Tokens */
            tokens: [
                string,
                number | null,
                ([
                    string,
                    number
                ] | [
                    string,
                    number,
                    number[]
                ])[]
            ][];
        };
        /**
         * CandidatesToImport
         * @description Neighbouring tokens of an answer's text, as an export has them.
         */
        CandidatesToImport: {
            /** At */
            at: number;
            /** Tokens */
            tokens: [
                string,
                number | null,
                ([
                    string,
                    number
                ] | [
                    string,
                    number,
                    number[]
                ])[]
            ][];
        };
        /**
         * ChangeData
         * @description ``data`` of ``change``, on ``/api/changes``.
         */
        ChangeData: {
            /** Answer Id */
            answer_id: string | null;
            /** Conversation Id */
            conversation_id: string | null;
            /**
             * What
             * @enum {string}
             */
            what: "created" | "changed" | "deleted" | "restored" | "asked" | "continued" | "ended" | "models" | "downloads" | "assistants" | "missed";
        };
        /**
         * ChatMessage
         * @description One message of the history.
         */
        ChatMessage: {
            /** Content */
            content?: string | components["schemas"]["ChatPart"][] | null;
            /** Refusal */
            refusal?: string | null;
            /**
             * Role
             * @enum {string}
             */
            role: "system" | "developer" | "user" | "assistant" | "tool";
            /** Tool Call Id */
            tool_call_id?: string | null;
            /** Tool Calls */
            tool_calls?: components["schemas"]["MadeCall"][] | null;
        };
        /**
         * ChatPart
         * @description A part of a content.
         */
        ChatPart: {
            /** Image Url */
            image_url?: unknown;
            /** Refusal */
            refusal?: string | null;
            /** Text */
            text?: string | null;
            /** Type */
            type: string;
        };
        /**
         * ChatRequest
         * @description Body of ``POST /v1/chat/completions``.
         */
        ChatRequest: {
            /** Logprobs */
            logprobs?: boolean | null;
            /** Max Completion Tokens */
            max_completion_tokens?: number | null;
            /** Max Tokens */
            max_tokens?: number | null;
            /** Messages */
            messages: components["schemas"]["ChatMessage"][];
            /** Model */
            model?: string | null;
            /** Parallel Tool Calls */
            parallel_tool_calls?: boolean | null;
            /** Response Format */
            response_format?: {
                [key: string]: unknown;
            } | null;
            /** Seed */
            seed?: number | null;
            /** Stop */
            stop?: (string | string[]) | null;
            /** Stream */
            stream?: boolean | null;
            stream_options?: components["schemas"]["StreamOptions"] | null;
            /** Temperature */
            temperature?: number | null;
            /** Tool Choice */
            tool_choice?: string | {
                [key: string]: unknown;
            } | null;
            /** Tools */
            tools?: {
                [key: string]: unknown;
            }[] | null;
            /** Top Logprobs */
            top_logprobs?: number | null;
            /** Top P */
            top_p?: number | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * ContinueTrial
         * @description Body of ``POST /api/services/{id}/try-continue``.
         */
        ContinueTrial: {
            /** Continues */
            continues?: ("no" | "vllm" | "llama.cpp" | "deepseek" | "mistral") | null;
            /** Model */
            model?: string | null;
        };
        /**
         * Conversation
         * @description A conversation with the messages of all its branches.
         */
        Conversation: {
            assistant?: components["schemas"]["BegunWith"] | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Deleted At */
            deleted_at?: string | null;
            /** Id */
            id: string;
            /** Leaf Id */
            leaf_id: string | null;
            /** Messages */
            messages: (components["schemas"]["Question"] | components["schemas"]["Answer"])[];
            /** Model */
            model?: string | null;
            parameters?: components["schemas"]["ParametersBody"] | null;
            /**
             * Pinned
             * @default false
             */
            pinned?: boolean;
            /** System */
            system?: string | null;
            /**
             * Temporary
             * @default false
             */
            temporary?: boolean;
            /** Title */
            title: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
        };
        /**
         * ConversationBody
         * @description Body of ``POST /v1/conversations``, and of a change.
         */
        ConversationBody: {
            /** Items */
            items?: components["schemas"]["Item"][] | null;
            /** Metadata */
            metadata?: {
                [key: string]: string;
            } | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * ConversationList
         * @description One page: the pinned first, then the last asked; of deleted ones, the last deleted first.
         */
        ConversationList: {
            /** Conversations */
            conversations: components["schemas"]["ListedConversation"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * ConversationName
         * @description A conversation, named by an object.
         */
        ConversationName: {
            /** Id */
            id: string;
        };
        /**
         * ConversationPatch
         * @description Body of ``PATCH /api/conversations/{id}``: only the given fields change.
         */
        ConversationPatch: {
            /** Leaf Id */
            leaf_id?: string;
            /** Model */
            model?: string | null;
            parameters?: components["schemas"]["ParametersBody"] | null;
            /** Pinned */
            pinned?: boolean;
            /** System */
            system?: string | null;
            /** Title */
            title?: string;
        };
        /**
         * ConversationSummary
         * @description A conversation without its messages.
         */
        ConversationSummary: {
            assistant?: components["schemas"]["BegunWith"] | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Deleted At */
            deleted_at?: string | null;
            /** Id */
            id: string;
            /** Leaf Id */
            leaf_id: string | null;
            /** Model */
            model?: string | null;
            parameters?: components["schemas"]["ParametersBody"] | null;
            /**
             * Pinned
             * @default false
             */
            pinned?: boolean;
            /** System */
            system?: string | null;
            /**
             * Temporary
             * @default false
             */
            temporary?: boolean;
            /** Title */
            title: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
        };
        /**
         * ConversationToImport
         * @description A conversation, or a part of it: messages behind those that were sent before.
         */
        ConversationToImport: {
            assistant?: components["schemas"]["BegunWithToImport"] | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Id */
            id: string;
            /** Leaf Id */
            leaf_id?: string | null;
            /** Messages */
            messages: components["schemas"]["MessageToImport"][];
            /** Model */
            model?: string | null;
            parameters?: components["schemas"]["ParametersBody"] | null;
            /**
             * Pinned
             * @default false
             */
            pinned?: boolean;
            /** System */
            system?: string | null;
            /** Title */
            title: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
        };
        /**
         * CountRequest
         * @description Body of ``POST /v1/messages/count_tokens``: the same, and it asks for no answer.
         */
        CountRequest: {
            /**
             * Max Tokens
             * @default 1
             */
            max_tokens?: number;
            /** Messages */
            messages: components["schemas"]["AnthropicMessage"][];
            /** Model */
            model: string;
            /** Stop Sequences */
            stop_sequences?: string | string[] | null;
            /** Stream */
            stream?: boolean | null;
            /** System */
            system?: string | components["schemas"]["Block"][] | null;
            /** Temperature */
            temperature?: number | null;
            thinking?: components["schemas"]["Thinking"] | null;
            tool_choice?: components["schemas"]["ToolChoice"] | null;
            /** Tools */
            tools?: components["schemas"]["OfferedTool"][] | null;
            /** Top K */
            top_k?: number | null;
            /** Top P */
            top_p?: number | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * Credential
         * @description What recognizes the caller.
         */
        Credential: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "password" | "passkey" | "oidc";
            /** Provider */
            provider: string | null;
        };
        /**
         * CredentialList
         * @description What recognizes the caller, the oldest first, and what may.
         */
        CredentialList: {
            /** Credentials */
            credentials: components["schemas"]["Credential"][];
            /** Providers */
            providers: components["schemas"]["Provider"][];
        };
        /**
         * DataFile
         * @description One database of the data directory, with its side files; or one that servers share.
         */
        DataFile: {
            /** Bytes */
            bytes: number;
            /**
             * Holds
             * @enum {string}
             */
            holds: "conversations" | "events";
            /** Name */
            name: string;
        };
        /**
         * Download
         * @description One download as it is now.
         */
        Download: {
            /** Bytes */
            bytes: number;
            /** Code */
            code: ("hub_unreachable" | "hub_silent" | "hub_busy" | "connection_cut" | "fetched_elsewhere" | "disk_full" | "hub_refused" | "file_missing" | "web_page" | "wrong_file" | "file_exists" | "folder_failed" | "internal") | null;
            /** Error */
            error: string | null;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Rate */
            rate: number | null;
            /** Sha256 */
            sha256: string | null;
            /**
             * Status
             * @enum {string}
             */
            status: "running" | "paused" | "finished" | "failed";
            /** Total Bytes */
            total_bytes: number | null;
            /** Url */
            url: string;
        };
        /**
         * DownloadList
         * @description The downloads, what can be fetched by name, and what else is there.
         */
        DownloadList: {
            /** Catalogue */
            catalogue: components["schemas"]["KnownModel"][];
            /** Downloads */
            downloads: components["schemas"]["Download"][];
            /** Files */
            files: components["schemas"]["OwnFile"][];
            /** Folder */
            folder: string | null;
            /** Offline */
            offline: string | null;
        };
        /**
         * DownloadRequest
         * @description The model to fetch: a name of the catalogue, or an address and the checksum of its file.
         */
        DownloadRequest: {
            /** Model */
            model?: string | null;
            /** Sha256 */
            sha256?: string | null;
            /** Url */
            url?: string | null;
        } & ({
            model: string;
            sha256?: null;
            url?: null;
        } | {
            model?: null;
            sha256: string;
            url: string;
        });
        /**
         * EndData
         * @description ``data`` of ``end``.
         */
        EndData: {
            error: components["schemas"]["Error"] | null;
            /**
             * Notice
             * @default null
             */
            notice?: "no_candidates" | null;
            /** Omitted Messages */
            omitted_messages: number;
            /**
             * Reason
             * @enum {string}
             */
            reason: "stop" | "length" | "repetition" | "content_filter" | "tool_calls" | "stopped" | "error" | "interrupted";
            /** Sha256 */
            sha256: string;
            /**
             * Status
             * @enum {string}
             */
            status: "finished" | "stopped" | "failed" | "interrupted";
            timings: components["schemas"]["Timings"] | null;
            usage: components["schemas"]["Usage"] | null;
        };
        /**
         * Error
         * @description The reason why an answer failed or was interrupted.
         */
        Error: {
            /** Code */
            code: string;
            /** Detail */
            detail: string;
            /** Retryable */
            retryable: boolean;
            /** Title */
            title: string;
        };
        /**
         * EventEntry
         * @description An event as the JSON transports carry it.
         */
        EventEntry: {
            /** Data */
            data: components["schemas"]["StartedData"] | components["schemas"]["TextData"] | components["schemas"]["ToolCallData"] | components["schemas"]["CandidatesData"] | components["schemas"]["ResetData"] | components["schemas"]["EndData"] | components["schemas"]["HeartbeatData"];
            /**
             * Event
             * @enum {string}
             */
            event: "started" | "delta" | "reasoning" | "tool_call" | "candidates" | "reset" | "end" | "heartbeat";
            /**
             * Id
             * @default null
             */
            id?: string | null;
        };
        /**
         * EventList
         * @description Reply of long polling and polling.
         */
        EventList: {
            /** Cursor */
            cursor: string | null;
            /** Ended */
            ended: boolean;
            /** Events */
            events: components["schemas"]["EventEntry"][];
            /**
             * Phase
             * @default null
             */
            phase?: ("queued" | "connecting" | "loading" | "thinking" | "generating") | null;
            /**
             * Queue Position
             * @default null
             */
            queue_position?: number | null;
        };
        /**
         * Exhibit
         * @description The thirty lines and a Yeoul, which run.
         */
        Exhibit: {
            /** Code */
            code: string;
            /** Id */
            id: string;
            /** Text */
            text: string;
        };
        /**
         * ExhibitRequest
         * @description What is to be shown: so far there is one exhibit.
         */
        ExhibitRequest: {
            /**
             * Exhibit
             * @constant
             */
            exhibit: "thirty-lines";
        };
        /**
         * ExportHead
         * @description The first line of an export.
         */
        ExportHead: {
            account: components["schemas"]["Person"] | null;
            /**
             * Exported At
             * Format: date-time
             */
            exported_at: string;
            /**
             * Format
             * @default yeoul-export
             * @constant
             */
            format?: "yeoul-export";
            /**
             * Version
             * @default 1
             * @constant
             */
            version?: 1;
        };
        /**
         * FieldError
         * @description One fault of a request body.
         */
        FieldError: {
            /** Field */
            field: string;
            /** Message */
            message: string;
        };
        /**
         * FoundService
         * @description A service that answers on a usual port of this machine.
         */
        FoundService: {
            /** Base Url */
            base_url: string;
            /** Models */
            models: components["schemas"]["NearbyModel"][];
            /** Name */
            name: string;
            /** Needs Key */
            needs_key: boolean;
        };
        /**
         * FoundServices
         * @description What answers on the usual ports.
         */
        FoundServices: {
            /** Services */
            services: components["schemas"]["FoundService"][];
        };
        /**
         * Function
         * @description The function that a call is of.
         */
        Function: {
            /**
             * Arguments
             * @default
             */
            arguments?: string;
            /** Name */
            name: string;
        };
        /**
         * GenerateRequest
         * @description Body of ``POST /api/generate``: a chat of one message, or of none.
         */
        GenerateRequest: {
            /** Format */
            format?: ("" | "json") | {
                [key: string]: unknown;
            } | null;
            /** Images */
            images?: unknown[] | null;
            /** Logprobs */
            logprobs?: boolean | null;
            /** Model */
            model: string;
            options?: components["schemas"]["OllamaOptions"] | null;
            /**
             * Prompt
             * @default
             */
            prompt?: string;
            /** Stream */
            stream?: boolean | null;
            /**
             * System
             * @default
             */
            system?: string;
            /** Think */
            think?: boolean | ("low" | "medium" | "high") | null;
            /** Top Logprobs */
            top_logprobs?: number | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * HeartbeatData
         * @description ``data`` of ``heartbeat``, which is not an entry of the log and carries no id.
         */
        HeartbeatData: {
            /**
             * Phase
             * @enum {string}
             */
            phase: "queued" | "connecting" | "loading" | "thinking" | "generating";
            /**
             * Queue Position
             * @default null
             */
            queue_position?: number | null;
        };
        /**
         * ImportedItem
         * @description What became of one conversation.
         */
        ImportedItem: {
            /** Added */
            added: number;
            /** Conversation Id */
            conversation_id: string;
            /** Id */
            id: string;
            /**
             * Outcome
             * @enum {string}
             */
            outcome: "imported" | "extended" | "unchanged";
        };
        /**
         * ImportReply
         * @description What became of each conversation, in their order.
         */
        ImportReply: {
            /** Results */
            results: components["schemas"]["ImportedItem"][];
        };
        /**
         * ImportRequest
         * @description Body of ``POST /api/imports``.
         */
        ImportRequest: {
            /** Conversations */
            conversations: components["schemas"]["ConversationToImport"][];
        };
        /**
         * Invite
         * @description A one-time link by which a person makes an account.
         */
        Invite: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Created By */
            created_by: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Id */
            id: string;
            /**
             * Role
             * @enum {string}
             */
            role: "admin" | "user";
        };
        /**
         * InviteList
         * @description The invites that can be used, the newest first.
         */
        InviteList: {
            /** Invites */
            invites: components["schemas"]["Invite"][];
        };
        /**
         * Item
         * @description One item of the input. What else it must have depends on its type.
         */
        Item: {
            /** Arguments */
            arguments?: string | null;
            /** Call Id */
            call_id?: string | null;
            /** Content */
            content?: string | components["schemas"]["Part"][] | null;
            /** Name */
            name?: string | null;
            /** Output */
            output?: string | components["schemas"]["Part"][] | null;
            /** Role */
            role?: ("system" | "developer" | "user" | "assistant") | null;
            /**
             * Type
             * @default message
             */
            type?: string;
        };
        /**
         * ItemsBody
         * @description Body of ``POST /v1/conversations/{id}/items``.
         */
        ItemsBody: {
            /** Items */
            items: components["schemas"]["Item"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * JoinRequest
         * @description Body of ``POST /api/join``.
         */
        JoinRequest: {
            /** Name */
            name?: string | null;
            /** Password */
            password: string;
            /** Token */
            token: string;
        };
        /**
         * KnownModel
         * @description A model that can be fetched by its name.
         */
        KnownModel: {
            /** Bytes */
            bytes: number;
            /** Fits */
            fits: boolean | null;
            /** Installed */
            installed: boolean;
            /** Languages */
            languages: string[];
            /** Licence */
            licence: string;
            /** Memory Bytes */
            memory_bytes: number;
            /** Name */
            name: string;
            /** Thinks */
            thinks: boolean;
            /** Title */
            title: string;
        };
        /**
         * Limits
         * @description What a person may use; null: as much as there is.
         */
        Limits: {
            /** Growing */
            growing: number | null;
            /** Questions */
            questions: number | null;
            /** Streams */
            streams: number | null;
            /** Tokens */
            tokens: number | null;
            /** Unfinished */
            unfinished: number | null;
        };
        /**
         * Link
         * @description A one-time link, by which a person sets their password: the page at ``/join#<token>``.
         */
        Link: {
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Token */
            token: string;
        };
        /**
         * LinkLook
         * @description Body of ``POST /api/join/look``.
         */
        LinkLook: {
            /** Token */
            token: string;
        };
        /**
         * LinkTarget
         * @description What a one-time link is for.
         */
        LinkTarget: {
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Name */
            name: string | null;
            /**
             * Role
             * @enum {string}
             */
            role: "admin" | "user";
        };
        /**
         * ListedConversation
         * @description A conversation as a list has it.
         */
        ListedConversation: {
            assistant?: components["schemas"]["BegunWith"] | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Deleted At */
            deleted_at?: string | null;
            /** Id */
            id: string;
            /** Leaf Id */
            leaf_id: string | null;
            match?: components["schemas"]["Match"] | null;
            /** Model */
            model?: string | null;
            parameters?: components["schemas"]["ParametersBody"] | null;
            /**
             * Pinned
             * @default false
             */
            pinned?: boolean;
            /** System */
            system?: string | null;
            /**
             * Temporary
             * @default false
             */
            temporary?: boolean;
            /** Title */
            title: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
        };
        /**
         * LogInChallenge
         * @description What a browser needs to have a passkey sign; user verification is required.
         */
        LogInChallenge: {
            /** Allowed */
            allowed: string[];
            /** Challenge */
            challenge: string;
            /** Site */
            site: string;
            /** Timeout Ms */
            timeout_ms: number;
        };
        /**
         * LogInRequest
         * @description Body of ``POST /api/login``.
         */
        LogInRequest: {
            /** Name */
            name: string;
            /** Password */
            password: string;
        };
        /**
         * LogInWish
         * @description Body of ``POST /api/login/passkey/challenge``.
         */
        LogInWish: {
            /**
             * Again
             * @default false
             */
            again?: boolean;
        };
        /**
         * MadeCall
         * @description A call of a tool in an earlier answer.
         */
        MadeCall: {
            function: components["schemas"]["Function"];
            /** Id */
            id?: string | null;
            /**
             * Type
             * @default function
             * @constant
             */
            type?: "function";
        };
        /**
         * Match
         * @description The message in which a search found a conversation.
         */
        Match: {
            /** Message Id */
            message_id: string;
            /** Snippet */
            snippet: components["schemas"]["SnippetPart"][];
        };
        /**
         * Me
         * @description The caller.
         */
        Me: {
            account: components["schemas"]["Person"] | null;
            /**
             * First
             * @default false
             */
            first?: boolean;
            /** Fixed */
            fixed?: ("system" | "model" | "parameters")[];
            /** Logout Url */
            logout_url?: string | null;
            /**
             * Mode
             * @enum {string}
             */
            mode: "local" | "accounts" | "proxy" | "embedded";
            /**
             * Role
             * @enum {string}
             */
            role: "admin" | "user";
            /**
             * Shares
             * @default false
             */
            shares?: boolean;
            /**
             * Temporary
             * @default true
             */
            temporary?: boolean;
        };
        /**
         * MessageRequest
         * @description Body of ``POST /v1/messages``.
         */
        MessageRequest: {
            /** Max Tokens */
            max_tokens: number;
            /** Messages */
            messages: components["schemas"]["AnthropicMessage"][];
            /** Model */
            model: string;
            /** Stop Sequences */
            stop_sequences?: string | string[] | null;
            /** Stream */
            stream?: boolean | null;
            /** System */
            system?: string | components["schemas"]["Block"][] | null;
            /** Temperature */
            temperature?: number | null;
            thinking?: components["schemas"]["Thinking"] | null;
            tool_choice?: components["schemas"]["ToolChoice"] | null;
            /** Tools */
            tools?: components["schemas"]["OfferedTool"][] | null;
            /** Top K */
            top_k?: number | null;
            /** Top P */
            top_p?: number | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * MessageToImport
         * @description A question or an answer, behind the message that it follows.
         */
        MessageToImport: {
            /**
             * Attachments
             * @default []
             */
            attachments?: string[];
            /** Candidates */
            candidates?: number | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Id */
            id: string;
            /** Model */
            model?: string | null;
            /** Parent Id */
            parent_id?: string | null;
            /** Reasoning */
            reasoning?: string | null;
            /**
             * Role
             * @enum {string}
             */
            role: "user" | "assistant";
            /**
             * Status
             * @default finished
             * @enum {string}
             */
            status?: "finished" | "stopped" | "interrupted";
            /** Text */
            text: string;
            /** Token Candidates */
            token_candidates?: components["schemas"]["CandidatesToImport"][] | null;
            /** Tool Calls */
            tool_calls?: components["schemas"]["CallToImport"][] | null;
        };
        /**
         * Model
         * @description A model that can be asked.
         */
        Model: {
            /** Candidates */
            candidates?: boolean | null;
            /** Context Length */
            context_length?: number | null;
            /**
             * Continues
             * @default false
             */
            continues?: boolean;
            /** Default */
            default: boolean;
            /** Id */
            id: string;
            /** Images */
            images?: boolean | null;
            /** Languages */
            languages?: string[] | null;
            /** Note */
            note?: string | null;
            /** Provider */
            provider: string;
            /** Size Bytes */
            size_bytes?: number | null;
            /** Thinks */
            thinks?: boolean | null;
            /** Title */
            title: string;
        };
        /**
         * ModelList
         * @description All models, those of the service first.
         */
        ModelList: {
            /** Models */
            models: components["schemas"]["Model"][];
        };
        /**
         * NearbyModel
         * @description A model of a service on this machine.
         */
        NearbyModel: {
            /** Id */
            id: string;
        };
        /**
         * NewAccount
         * @description Body of ``POST /api/accounts``.
         */
        NewAccount: {
            /** Name */
            name: string;
            /**
             * Role
             * @default user
             * @enum {string}
             */
            role?: "admin" | "user";
        };
        /**
         * NewIds
         * @description Ids that the client makes for the new things of this request: 128 random bits each.
         */
        NewIds: {
            /** Answer */
            answer: string;
            /** Conversation */
            conversation?: string | null;
            /** Question */
            question?: string | null;
        };
        /**
         * NewInvite
         * @description Body of ``POST /api/invites``.
         */
        NewInvite: {
            /**
             * Role
             * @default user
             * @enum {string}
             */
            role?: "admin" | "user";
        };
        /**
         * NewLimits
         * @description What differs for a person from the limits that all have; null sets no limit.
         */
        NewLimits: {
            /** Growing */
            growing?: number | null;
            /** Questions */
            questions?: number | null;
            /** Streams */
            streams?: number | null;
            /** Tokens */
            tokens?: number | null;
            /** Unfinished */
            unfinished?: number | null;
        };
        /**
         * NewPasskey
         * @description Body of ``POST /api/passkeys``: what a device has made.
         */
        NewPasskey: {
            /** Attestation */
            attestation: string;
            /** Client Data */
            client_data: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * NewPasskeyChallenge
         * @description What a browser needs to have a passkey made: resident, with user verification.
         */
        NewPasskeyChallenge: {
            /** Algorithms */
            algorithms: number[];
            /** Challenge */
            challenge: string;
            /** Excluded */
            excluded: string[];
            /** Site */
            site: string;
            /** Timeout Ms */
            timeout_ms: number;
            /** User Handle */
            user_handle: string;
            /** User Name */
            user_name: string;
        };
        /**
         * NewShare
         * @description A link that was just made: the page at ``/s/<token>``.
         */
        NewShare: {
            /** Conversation Id */
            conversation_id: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Id */
            id: string;
            /** Messages */
            messages: number;
            /** Reasoning */
            reasoning: boolean;
            /** System */
            system: boolean;
            /** Title */
            title: string;
            /** Token */
            token: string;
        };
        /**
         * NewToken
         * @description A token that was just made.
         */
        NewToken: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Expires At */
            expires_at: string | null;
            /** Id */
            id: string;
            /** Last Used On */
            last_used_on: string | null;
            /** Name */
            name: string;
            /** Prefix */
            prefix: string;
            /** Scopes */
            scopes: ("ask" | "read" | "write" | "metrics")[];
            /** Token */
            token: string;
        };
        /**
         * OfferedTool
         * @description A tool that the model may call.
         */
        OfferedTool: {
            /** Description */
            description?: string | null;
            /** Input Schema */
            input_schema?: {
                [key: string]: unknown;
            } | null;
            /** Name */
            name: string;
            /** Type */
            type?: string | null;
        };
        /**
         * OllamaCall
         * @description A call of a tool in an earlier answer.
         */
        OllamaCall: {
            function: components["schemas"]["OllamaFunction"];
            /** Id */
            id?: string | null;
        };
        /**
         * OllamaError
         * @description An error reply in Ollama's form.
         */
        OllamaError: {
            /** Error */
            error: string;
        };
        /**
         * OllamaFunction
         * @description The function that a call is of.
         */
        OllamaFunction: {
            /** Arguments */
            arguments?: {
                [key: string]: unknown;
            };
            /** Name */
            name: string;
        };
        /**
         * OllamaMessage
         * @description One message of the history.
         */
        OllamaMessage: {
            /**
             * Content
             * @default
             */
            content?: string;
            /** Images */
            images?: unknown[] | null;
            /**
             * Role
             * @enum {string}
             */
            role: "system" | "user" | "assistant" | "tool";
            /** Tool Call Id */
            tool_call_id?: string | null;
            /** Tool Calls */
            tool_calls?: components["schemas"]["OllamaCall"][] | null;
            /** Tool Name */
            tool_name?: string | null;
        };
        /**
         * OllamaOptions
         * @description How the model speaks.
         */
        OllamaOptions: {
            /** Num Predict */
            num_predict?: number | null;
            /** Seed */
            seed?: number | null;
            /** Stop */
            stop?: string | string[] | null;
            /** Temperature */
            temperature?: number | null;
            /** Top P */
            top_p?: number | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * OllamaRequest
         * @description Body of ``POST /api/chat``.
         */
        OllamaRequest: {
            /** Format */
            format?: ("" | "json") | {
                [key: string]: unknown;
            } | null;
            /** Logprobs */
            logprobs?: boolean | null;
            /** Messages */
            messages?: components["schemas"]["OllamaMessage"][];
            /** Model */
            model: string;
            options?: components["schemas"]["OllamaOptions"] | null;
            /** Stream */
            stream?: boolean | null;
            /** Think */
            think?: boolean | ("low" | "medium" | "high") | null;
            /** Tools */
            tools?: {
                [key: string]: unknown;
            }[] | null;
            /** Top Logprobs */
            top_logprobs?: number | null;
        };
        /**
         * OpenAiError
         * @description An error reply in OpenAI's form.
         */
        OpenAiError: {
            error: components["schemas"]["OpenAiFault"];
        };
        /**
         * OpenAiFault
         * @description What an error says.
         */
        OpenAiFault: {
            /** Code */
            code: string | null;
            /** Message */
            message: string;
            /** Param */
            param: string | null;
            /** Type */
            type: string;
        };
        /**
         * OpenAiModel
         * @description One model.
         */
        OpenAiModel: {
            /** Context Length */
            context_length: number | null;
            /**
             * Created
             * @default 0
             */
            created?: number;
            /** Id */
            id: string;
            /**
             * Object
             * @default model
             */
            object?: string;
            /** Owned By */
            owned_by: string;
        };
        /**
         * OpenAiModelList
         * @description All models, the default one first.
         */
        OpenAiModelList: {
            /** Data */
            data: components["schemas"]["OpenAiModel"][];
            /**
             * Object
             * @default list
             */
            object?: string;
        };
        /**
         * OwnFile
         * @description A model file in the server's folder that is none of the catalogue, or is damaged.
         */
        OwnFile: {
            /** Bytes */
            bytes: number;
            /** Error */
            error: string | null;
            /** Id */
            id: string;
            /** Title */
            title: string;
        };
        /**
         * ParametersBody
         * @description Parameters of generation; the provider chooses those that are absent or null.
         */
        ParametersBody: {
            /** Max Tokens */
            max_tokens?: number | null;
            /** Seed */
            seed?: number | null;
            /** Temperature */
            temperature?: number | null;
            /** Thinking */
            thinking?: boolean | null;
            /** Top P */
            top_p?: number | null;
        };
        /**
         * Part
         * @description A part of a content.
         */
        Part: {
            /** Image Url */
            image_url?: unknown;
            /** Refusal */
            refusal?: string | null;
            /** Text */
            text?: string | null;
            /** Type */
            type: string;
        };
        /**
         * Passkey
         * @description A passkey of the caller.
         */
        Passkey: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Site */
            site: string;
            /** Used At */
            used_at: string | null;
        };
        /**
         * PasskeyList
         * @description The passkeys of the caller, the oldest first.
         */
        PasskeyList: {
            /** Available */
            available: boolean;
            /** Passkeys */
            passkeys: components["schemas"]["Passkey"][];
        };
        /**
         * PasskeyPatch
         * @description Body of ``PATCH /api/passkeys/{passkey_id}``.
         */
        PasskeyPatch: {
            /** Name */
            name: string;
        };
        /**
         * PasswordChange
         * @description Body of ``POST /api/me/password``.
         */
        PasswordChange: {
            /** Current */
            current: string;
            /** New */
            new: string;
        };
        /**
         * Person
         * @description The account of the caller.
         */
        Person: {
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * Problem
         * @description An error reply (RFC 9457, ``application/problem+json``).
         */
        Problem: {
            /** Code */
            code: string;
            /** Detail */
            detail: string;
            /**
             * Errors
             * @default null
             */
            errors?: components["schemas"]["FieldError"][] | null;
            /** Retryable */
            retryable: boolean;
            /** Status */
            status: number;
            /** Title */
            title: string;
            /** Type */
            type: string;
        };
        /**
         * Provider
         * @description A provider by which people may log in.
         */
        Provider: {
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * Question
         * @description A user's message.
         */
        Question: {
            /**
             * Attachments
             * @default []
             */
            attachments?: components["schemas"]["Attachment"][];
            /** Conversation Id */
            conversation_id: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Id */
            id: string;
            /** Parent Id */
            parent_id: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            role: "user";
            /** Text */
            text: string;
        };
        /**
         * Readiness
         * @description The state of the parts that an answer needs: each is ``ok``, or a sentence on its fault.
         *
         *     Without a ``model`` the server is ready, too.
         */
        Readiness: {
            /** Checks */
            checks: {
                [key: string]: string;
            };
            /**
             * Status
             * @enum {string}
             */
            status: "ready" | "not ready";
        };
        /**
         * ReasoningWish
         * @description The way of thinking.
         */
        ReasoningWish: {
            /** Effort */
            effort?: string | null;
        };
        /**
         * ResetData
         * @description ``data`` of ``reset``.
         */
        ResetData: {
            /**
             * Candidates
             * @default []
             */
            candidates?: components["schemas"]["CandidatesData"][];
            /** Reasoning */
            reasoning: string;
            /** Text */
            text: string;
            /**
             * Tool Calls
             * @default []
             */
            tool_calls?: components["schemas"]["ToolCallData"][];
        };
        /**
         * ResponseRequest
         * @description Body of ``POST /v1/responses``.
         */
        ResponseRequest: {
            /** Background */
            background?: boolean | null;
            /** Conversation */
            conversation?: string | components["schemas"]["ConversationName"] | null;
            /** Include */
            include?: string[] | null;
            /** Input */
            input?: string | components["schemas"]["Item"][] | null;
            /** Instructions */
            instructions?: string | null;
            /** Max Output Tokens */
            max_output_tokens?: number | null;
            /** Metadata */
            metadata?: {
                [key: string]: string;
            } | null;
            /** Model */
            model?: string | null;
            /** Parallel Tool Calls */
            parallel_tool_calls?: boolean | null;
            /** Previous Response Id */
            previous_response_id?: string | null;
            reasoning?: components["schemas"]["ReasoningWish"] | null;
            /** Store */
            store?: boolean | null;
            /** Stream */
            stream?: boolean | null;
            /** Temperature */
            temperature?: number | null;
            text?: components["schemas"]["TextWish"] | null;
            /** Tool Choice */
            tool_choice?: string | {
                [key: string]: unknown;
            } | null;
            /** Tools */
            tools?: components["schemas"]["Tool"][] | null;
            /** Top Logprobs */
            top_logprobs?: number | null;
            /** Top P */
            top_p?: number | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * Service
         * @description A service that answers questions. Its models are named ``<id>/<model>``.
         */
        Service: {
            /**
             * Api
             * @enum {string}
             */
            api: "chat" | "responses";
            /** Base Url */
            base_url: string;
            /** Code */
            code: string | null;
            /**
             * Continues
             * @enum {string}
             */
            continues: "no" | "vllm" | "llama.cpp" | "deepseek" | "mistral";
            /** Id */
            id: string;
            /** Key Hint */
            key_hint: string | null;
            /** Model */
            model: string | null;
            /** Model Count */
            model_count: number | null;
            /** Name */
            name: string;
            /**
             * Source
             * @enum {string}
             */
            source: "settings" | "page";
            /** Status */
            status: string | null;
            /** Warning */
            warning: string | null;
        };
        /**
         * ServiceList
         * @description All services, that of the settings first.
         */
        ServiceList: {
            /** Locked */
            locked: string | null;
            /** Services */
            services: components["schemas"]["Service"][];
        };
        /**
         * ServicePatch
         * @description Body of ``PATCH /api/services/{id}``: only the given fields change.
         */
        ServicePatch: {
            /**
             * Anyway
             * @default false
             */
            anyway?: boolean;
            /**
             * Api
             * @default chat
             * @enum {string}
             */
            api?: "chat" | "responses";
            /** Api Key */
            api_key?: string | null;
            /** Base Url */
            base_url?: string;
            /**
             * Continues
             * @default no
             * @enum {string}
             */
            continues?: "no" | "vllm" | "llama.cpp" | "deepseek" | "mistral";
            /** Model */
            model?: string | null;
            /** Name */
            name?: string;
        };
        /**
         * ServiceRequest
         * @description Body of ``POST /api/services``.
         */
        ServiceRequest: {
            /**
             * Api
             * @default chat
             * @enum {string}
             */
            api?: "chat" | "responses";
            /** Api Key */
            api_key?: string | null;
            /** Base Url */
            base_url: string;
            /**
             * Continues
             * @default no
             * @enum {string}
             */
            continues?: "no" | "vllm" | "llama.cpp" | "deepseek" | "mistral";
            /** Model */
            model?: string | null;
            /** Name */
            name?: string | null;
        };
        /**
         * ServiceToTest
         * @description Body of ``POST /api/services/test``.
         */
        ServiceToTest: {
            /** Api Key */
            api_key?: string | null;
            /** Base Url */
            base_url: string;
        };
        /**
         * Session
         * @description One browser in which the caller is logged in.
         */
        Session: {
            /** Address */
            address: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Current */
            current: boolean;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Id */
            id: string;
            /**
             * Seen At
             * Format: date-time
             */
            seen_at: string;
            /** User Agent */
            user_agent: string;
        };
        /**
         * SessionList
         * @description The sessions of the caller, the last seen first.
         */
        SessionList: {
            /** Sessions */
            sessions: components["schemas"]["Session"][];
        };
        /**
         * SetUpRequest
         * @description Body of ``POST /api/setup``.
         */
        SetUpRequest: {
            /** Code */
            code: string;
            /** Name */
            name: string;
            /** Password */
            password: string;
        };
        /**
         * Share
         * @description A link to a snapshot of a branch, without its token.
         */
        Share: {
            /** Conversation Id */
            conversation_id: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Id */
            id: string;
            /** Messages */
            messages: number;
            /** Reasoning */
            reasoning: boolean;
            /** System */
            system: boolean;
            /** Title */
            title: string;
        };
        /**
         * ShareList
         * @description The caller's links that work, the newest first.
         */
        ShareList: {
            /** Shares */
            shares: components["schemas"]["Share"][];
        };
        /**
         * ShareRequest
         * @description Body of ``POST /api/shares``.
         */
        ShareRequest: {
            /** Conversation Id */
            conversation_id: string;
            /**
             * Expires In Days
             * @default 30
             */
            expires_in_days?: number;
            /** Leaf Id */
            leaf_id?: string | null;
            /**
             * Reasoning
             * @default false
             */
            reasoning?: boolean;
            /**
             * System
             * @default false
             */
            system?: boolean;
        };
        /**
         * ShownPrompt
         * @description What the model was given for an answer, from the first token to the last.
         */
        ShownPrompt: {
            /** Question */
            question: [
                number,
                number
            ] | null;
            /** Text */
            text: string;
            /** Tokens */
            tokens: (components["schemas"]["TextToken"] | components["schemas"]["ByteToken"])[];
        };
        /**
         * ShowRequest
         * @description Body of ``POST /api/show``.
         */
        ShowRequest: {
            /** Model */
            model: string;
        };
        /**
         * SignedLogIn
         * @description Body of ``POST /api/login/passkey``: what a passkey has signed.
         */
        SignedLogIn: {
            /** Authenticator Data */
            authenticator_data: string;
            /** Client Data */
            client_data: string;
            /** Id */
            id: string;
            /** Signature */
            signature: string;
            /** User Handle */
            user_handle: string;
        };
        /**
         * SignIn
         * @description Body of ``POST /api/oidc``.
         */
        SignIn: {
            /** Name */
            name?: string | null;
            /**
             * Path
             * @default /
             */
            path?: string;
            /** Provider */
            provider: string;
            /**
             * Purpose
             * @default log_in
             * @enum {string}
             */
            purpose?: "log_in" | "again" | "link";
            /** Token */
            token?: string | null;
        };
        /**
         * SignInAddress
         * @description Where to send the browser.
         */
        SignInAddress: {
            /** Address */
            address: string;
        };
        /**
         * SnippetPart
         * @description A piece of a snippet; ``hit``: it is what was searched for.
         */
        SnippetPart: {
            /** Hit */
            hit: boolean;
            /** Text */
            text: string;
        };
        /**
         * StartedData
         * @description ``data`` of ``started``.
         */
        StartedData: {
            /** Answer Id */
            answer_id: string;
            /** Conversation Id */
            conversation_id: string;
            /** Created At */
            created_at: string;
            /** Model */
            model: string;
            /** Question Id */
            question_id: string;
        };
        /**
         * StoppedEarly
         * @description An answer that does not exist yet: a question that arrives with its id is stopped.
         */
        StoppedEarly: {
            /** Id */
            id: string;
            /**
             * Status
             * @constant
             */
            status: "stopped";
        };
        /**
         * Storage
         * @description The stored data of the owner. Backups, models and settings are not counted.
         */
        Storage: {
            /** Conversations */
            conversations: number;
            /** Deleted Conversations */
            deleted_conversations: number;
            /** Files */
            files: components["schemas"]["DataFile"][];
        };
        /** @description A change, or a heartbeat, as an event stream carries it. */
        StreamedChange: {
            data: string;
            /** @constant */
            event: "change";
        } | {
            data: string;
            /** @constant */
            event: "heartbeat";
        };
        /** @description An event of an answer, or a heartbeat, as an event stream carries it. */
        StreamedEvent: {
            data: string;
            /** @constant */
            event: "started";
            id: string;
        } | {
            data: string;
            /** @constant */
            event: "delta";
            id: string;
        } | {
            data: string;
            /** @constant */
            event: "reasoning";
            id: string;
        } | {
            data: string;
            /** @constant */
            event: "tool_call";
            id: string;
        } | {
            data: string;
            /** @constant */
            event: "candidates";
            id: string;
        } | {
            data: string;
            /** @constant */
            event: "reset";
            id: string;
        } | {
            data: string;
            /** @constant */
            event: "end";
            id: string;
        } | {
            data: string;
            /** @constant */
            event: "heartbeat";
        };
        /**
         * StreamOptions
         * @description What a stream tells besides the answer.
         */
        StreamOptions: {
            /** Include Usage */
            include_usage?: boolean | null;
        };
        /**
         * TestedModel
         * @description A model that a service lists, as the service names it.
         */
        TestedModel: {
            /** Context Length */
            context_length: number | null;
            /** Id */
            id: string;
            /** Images */
            images: boolean | null;
            /** Thinks */
            thinks: boolean | null;
        };
        /**
         * TestedService
         * @description A service that lists its models at ``base_url``, which may differ from the one asked for.
         */
        TestedService: {
            /** Base Url */
            base_url: string;
            /** Models */
            models: components["schemas"]["TestedModel"][];
            /** Warning */
            warning: string | null;
        };
        /**
         * TextData
         * @description ``data`` of ``delta`` and ``reasoning``.
         */
        TextData: {
            /** Text */
            text: string;
        };
        /**
         * TextToken
         * @description A token that is a whole text.
         */
        TextToken: {
            /** Id */
            id: number;
            /** Text */
            text: string;
        };
        /**
         * TextWish
         * @description The form of the text.
         */
        TextWish: {
            /** Format */
            format?: {
                [key: string]: unknown;
            } | null;
            /** Verbosity */
            verbosity?: string | null;
        };
        /**
         * Thinking
         * @description Whether the model thinks.
         */
        Thinking: {
            /** Type */
            type: string;
        };
        /**
         * Timings
         * @description The durations of an answer.
         */
        Timings: {
            /** First Token Ms */
            first_token_ms: number | null;
            /** Queued Ms */
            queued_ms: number;
            /** Thinking Ms */
            thinking_ms: number | null;
            /** Tokens Per S */
            tokens_per_s: number | null;
            /** Total Ms */
            total_ms: number;
        };
        /**
         * Token
         * @description A token, without its secret.
         */
        Token: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Expires At */
            expires_at: string | null;
            /** Id */
            id: string;
            /** Last Used On */
            last_used_on: string | null;
            /** Name */
            name: string;
            /** Prefix */
            prefix: string;
            /** Scopes */
            scopes: ("ask" | "read" | "write" | "metrics")[];
        };
        /**
         * TokenCount
         * @description How many tokens a prompt has.
         */
        TokenCount: {
            /** Input Tokens */
            input_tokens: number;
        };
        /**
         * TokenList
         * @description The tokens of the caller, the newest first.
         */
        TokenList: {
            /** Tokens */
            tokens: components["schemas"]["Token"][];
        };
        /**
         * TokenRequest
         * @description Body of ``POST /api/tokens``.
         */
        TokenRequest: {
            /**
             * Expires In Days
             * @default 90
             */
            expires_in_days?: number | null;
            /** Name */
            name: string;
            /** Scopes */
            scopes: ("ask" | "read" | "write" | "metrics")[];
        };
        /**
         * Tool
         * @description A tool that the model may call.
         */
        Tool: {
            /** Description */
            description?: string | null;
            /** Name */
            name?: string | null;
            /** Parameters */
            parameters?: {
                [key: string]: unknown;
            } | null;
            /** Strict */
            strict?: boolean | null;
            /** Type */
            type: string;
        };
        /**
         * ToolCallData
         * @description A call of a tool that the model asks for; as ``data`` of ``tool_call``, a piece of one.
         */
        ToolCallData: {
            /** Arguments */
            arguments?: string | null;
            /** Id */
            id?: string | null;
            /** Index */
            index: number;
            /** Name */
            name?: string | null;
        };
        /**
         * ToolChoice
         * @description Which tools the model calls.
         */
        ToolChoice: {
            /** Disable Parallel Tool Use */
            disable_parallel_tool_use?: boolean | null;
            /** Name */
            name?: string | null;
            /**
             * Type
             * @enum {string}
             */
            type: "auto" | "any" | "tool" | "none";
        };
        /**
         * TriedContinue
         * @description What a service made of a text that it was to go on behind.
         */
        TriedContinue: {
            /** Continued */
            continued: boolean;
            /** Detail */
            detail: string;
            /** Text */
            text: string;
        };
        /**
         * UiError
         * @description An error reply: a sentence.
         */
        UiError: string;
        /**
         * UiMessage
         * @description One message that the page shows.
         */
        UiMessage: {
            /** Id */
            id: string;
            /** Parts */
            parts: components["schemas"]["UiPart"][];
            /**
             * Role
             * @enum {string}
             */
            role: "system" | "user" | "assistant";
        };
        /**
         * UiPart
         * @description A part of a message.
         */
        UiPart: {
            /** Mediatype */
            mediaType?: string | null;
            /** Text */
            text?: string | null;
            /** Type */
            type: string;
            /** Url */
            url?: string | null;
        };
        /**
         * UiRequest
         * @description Body of ``POST /api/chat``, as `DefaultChatTransport` sends it.
         */
        UiRequest: {
            /** Id */
            id: string;
            /** Messageid */
            messageId?: string | null;
            /** Messages */
            messages: components["schemas"]["UiMessage"][];
            /** Model */
            model?: string | null;
            /** System */
            system?: string | null;
            /**
             * Trigger
             * @default submit-message
             * @enum {string}
             */
            trigger?: "submit-message" | "regenerate-message";
        };
        /**
         * UiStopped
         * @description What has been stopped.
         */
        UiStopped: {
            /** Stopped */
            stopped: string[];
        };
        /**
         * Usage
         * @description Tokens, added up over the epochs of an answer.
         */
        Usage: {
            /** Completion Tokens */
            completion_tokens: number;
            /** Prompt Tokens */
            prompt_tokens: number;
        };
        /**
         * UsedDay
         * @description What the caller has used on a day.
         */
        UsedDay: {
            /** Completion Tokens */
            completion_tokens: number;
            /**
             * Day
             * Format: date
             */
            day: string;
            /** Prompt Tokens */
            prompt_tokens: number;
            /** Questions */
            questions: number;
        };
        /**
         * UsedToday
         * @description What the caller has used today, and may use.
         */
        UsedToday: {
            /** Completion Tokens */
            completion_tokens: number;
            limits: components["schemas"]["Limits"];
            /** Prompt Tokens */
            prompt_tokens: number;
            /** Questions */
            questions: number;
            /**
             * Until
             * Format: date-time
             */
            until: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    list_accounts_api_accounts_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountList"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_api_accounts_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAccount"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedAccount"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this; `stale_login`: log in again. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict. `name_taken`: the name is taken. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_api_accounts__account_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this; `stale_login`: log in again. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict. `last_admin`: this is the last admin. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_api_accounts__account_id__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this; `stale_login`: log in again. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict. `last_admin`: this is the last admin. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reset_api_accounts__account_id__reset_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Link"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this; `stale_login`: log in again. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ask_api_answers_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for every question; the same one with the same body asks once. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AskRequest"];
            };
        };
        responses: {
            /** @description With `Accept: text/event-stream`: the answer's events at once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            /** @description The question is stored, and its answer begins. */
            201: {
                headers: {
                    /** @description Address of the answer. */
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Asked"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here; `conversation_deleted`: the conversation was deleted. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict. `answer_in_progress`: an answer is still growing; `idempotency_conflict`: the key was used for another request; `id_taken`: the id is taken; `not_continuable`: this answer cannot be continued. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `unknown_model`: there is no such model; `invalid_request`: the request is not valid; `images_not_taken`: the model sees no pictures. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once; `quota_exceeded`: the limit of today is reached. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway. `provider_unauthorized`: the model's service refuses the key; `provider_rejected`: the model's service refuses the request; `provider_rate_limited`: the model's service is busy; `quota_exhausted`: the quota of the model's service is used up; `provider_unavailable`: the model's service cannot be reached; `provider_broken`: the model's answer was cut off. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `model_unavailable`: the model cannot be used; `shutting_down`: the server is shutting down; `too_many_answers`: too many answers at once; `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout. `provider_timeout`: the model stopped answering. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_api_answers__answer_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                answer_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Answer"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_candidates_api_answers__answer_id__candidates_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                answer_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnswerCandidates"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    continue_answer_api_answers__answer_id__continue_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                answer_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Answer"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict. `not_continuable`: this answer cannot be continued. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `unknown_model`: there is no such model. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once; `quota_exceeded`: the limit of today is reached. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway. `provider_unauthorized`: the model's service refuses the key; `provider_rejected`: the model's service refuses the request; `provider_rate_limited`: the model's service is busy; `quota_exhausted`: the quota of the model's service is used up; `provider_unavailable`: the model's service cannot be reached; `provider_broken`: the model's answer was cut off. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `model_unavailable`: the model cannot be used; `shutting_down`: the server is shutting down; `too_many_answers`: too many answers at once; `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout. `provider_timeout`: the model stopped answering. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    follow_answer_api_answers__answer_id__events_get: {
        parameters: {
            query?: {
                /** @description Cursor of the last event you have. */
                after?: string;
                /** @description JSON: seconds to wait for an event. */
                wait?: number;
            };
            header?: never;
            path: {
                answer_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events behind the cursor; as SSE until `end`, or as JSON. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventList"];
                    "text/event-stream": unknown;
                };
            };
            /** @description SSE: the client has the `end` already. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read; `invalid_cursor`: the cursor is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `shutting_down`: the server is shutting down; `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_shown_prompt_api_answers__answer_id__prompt_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                answer_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShownPrompt"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here; `conversation_deleted`: the conversation was deleted. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict. `prompt_unknown`: what the model was given cannot be shown. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway. `provider_unauthorized`: the model's service refuses the key; `provider_rejected`: the model's service refuses the request; `provider_rate_limited`: the model's service is busy; `quota_exhausted`: the quota of the model's service is used up; `provider_unavailable`: the model's service cannot be reached; `provider_broken`: the model's answer was cut off. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `model_unavailable`: the model cannot be used; `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout. `provider_timeout`: the model stopped answering. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stop_api_answers__answer_id__stop_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                answer_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Answer"] | components["schemas"]["StoppedEarly"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_assistants_api_assistants_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssistantList"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    make_api_assistants_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AssistantRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Assistant"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict. `too_many_assistants`: there are too many assistants. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_api_assistants__assistant_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                assistant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Assistant"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_api_assistants__assistant_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                assistant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_api_assistants__assistant_id__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                assistant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AssistantPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Assistant"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    restore_api_assistants__assistant_id__restore_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                assistant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Assistant"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    attach_api_attachments_post: {
        parameters: {
            query?: {
                /** @description One that the client makes: the same picture once. */
                id?: string;
                /** @description That of its file. */
                name?: string;
                /** @description For a temporary conversation: it is in no file. */
                temporary?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "image/*": string;
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Attachment"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict. `id_taken`: the id is taken. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid; `picture_refused`: this picture is not taken. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_api_attachments__attachment_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                attachment_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": string;
                    "image/png": string;
                };
            };
            /** @description The picture is as it was (`If-None-Match`). */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changes_api_changes_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Changes from now on, as SSE; endless. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    chat_api_chat_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UiRequest"] | components["schemas"]["OllamaRequest"];
            };
        };
        responses: {
            /** @description To a page with the AI SDK: a UI message stream. To a client of Ollama: the answer whole, or line by line. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                    "application/x-ndjson": unknown;
                    "text/event-stream": unknown;
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read; `invalid_request`: the request is not valid; `context_too_long`: the question is too long for the model. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here; `conversation_deleted`: the conversation was deleted; `unknown_model`: there is no such model. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Conflict. `answer_in_progress`: an answer is still growing; `idempotency_conflict`: the key was used for another request; `id_taken`: the id is taken; `not_continuable`: this answer cannot be continued. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Unprocessable Entity. `picture_refused`: this picture is not taken; `images_not_taken`: the model sees no pictures. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once; `quota_exceeded`: the limit of today is reached. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Bad Gateway. `provider_unauthorized`: the model's service refuses the key; `provider_rejected`: the model's service refuses the request; `provider_rate_limited`: the model's service is busy; `quota_exhausted`: the quota of the model's service is used up; `provider_unavailable`: the model's service cannot be reached; `provider_broken`: the model's answer was cut off. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Service Unavailable. `model_unavailable`: the model cannot be used; `shutting_down`: the server is shutting down; `too_many_answers`: too many answers at once; `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Gateway Timeout. `provider_timeout`: the model stopped answering. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
        };
    };
    stop_api_chat__chat_id__stop_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The page's id of the chat, percent-encoded. */
                chat_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UiStopped"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read; `invalid_request`: the request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": components["schemas"]["UiError"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": components["schemas"]["UiError"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here; `conversation_deleted`: the conversation was deleted. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": components["schemas"]["UiError"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": components["schemas"]["UiError"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": components["schemas"]["UiError"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": components["schemas"]["UiError"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": components["schemas"]["UiError"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": components["schemas"]["UiError"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": components["schemas"]["UiError"];
                };
            };
        };
    };
    resume_api_chat__chat_id__stream_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The page's id of the chat, percent-encoded. */
                chat_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer from its beginning, under the same message id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            /** @description Nothing grows in this chat. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read; `invalid_request`: the request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": components["schemas"]["UiError"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": components["schemas"]["UiError"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": components["schemas"]["UiError"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": components["schemas"]["UiError"];
                };
            };
            /** @description Service Unavailable. `shutting_down`: the server is shutting down; `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": components["schemas"]["UiError"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": components["schemas"]["UiError"];
                };
            };
        };
    };
    list_conversations_api_conversations_get: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the page before. */
                cursor?: string;
                /** @description Those that can be restored instead. */
                deleted?: boolean;
                limit?: number;
                /** @description Words that must all occur. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationList"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read; `invalid_cursor`: the cursor is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `search_timeout`: the search took too long; `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_api_conversations__conversation_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here; `conversation_deleted`: the conversation was deleted. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_api_conversations__conversation_id__delete: {
        parameters: {
            query?: {
                /** @description For good: it cannot be restored. */
                forever?: boolean;
            };
            header?: never;
            path: {
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_api_conversations__conversation_id__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConversationPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationSummary"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here; `conversation_deleted`: the conversation was deleted. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `unknown_model`: there is no such model; `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway. `provider_unauthorized`: the model's service refuses the key; `provider_rejected`: the model's service refuses the request; `provider_rate_limited`: the model's service is busy; `quota_exhausted`: the quota of the model's service is used up; `provider_unavailable`: the model's service cannot be reached; `provider_broken`: the model's answer was cut off. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `model_unavailable`: the model cannot be used; `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout. `provider_timeout`: the model stopped answering. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    restore_api_conversations__conversation_id__restore_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationSummary"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_downloads_api_downloads_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DownloadList"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    begin_api_downloads_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DownloadRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Download"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `model_unavailable`: the model cannot be used; `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_api_downloads__download_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                download_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `model_unavailable`: the model cannot be used. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pause_api_downloads__download_id__pause_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                download_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Download"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `model_unavailable`: the model cannot be used. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resume_api_downloads__download_id__resume_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                download_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Download"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `model_unavailable`: the model cannot be used; `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    begin_api_exhibits_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExhibitRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Exhibit"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `exhibit_unavailable`: the exhibit is not there. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_api_exhibits__exhibit_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                exhibit_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `exhibit_unavailable`: the exhibit is not there. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    kill_api_exhibits__exhibit_id__kill_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                exhibit_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `exhibit_unavailable`: the exhibit is not there. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    complete_api_exhibits__exhibit_id__thirty_lines_completion_get: {
        parameters: {
            query: {
                prompt: string;
            };
            header?: never;
            path: {
                exhibit_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the server of the exhibit replies. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `exhibit_unavailable`: the exhibit is not there. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ask_api_exhibits__exhibit_id__yeoul_api_answers_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                exhibit_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the server of the exhibit replies. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `exhibit_unavailable`: the exhibit is not there. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_api_exhibits__exhibit_id__yeoul_api_answers__answer_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                answer_id: string;
                exhibit_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the server of the exhibit replies. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `exhibit_unavailable`: the exhibit is not there. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    follow_api_exhibits__exhibit_id__yeoul_api_answers__answer_id__events_get: {
        parameters: {
            query?: {
                after?: string;
                wait?: string;
            };
            header?: never;
            path: {
                answer_id: string;
                exhibit_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the server of the exhibit replies. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `exhibit_unavailable`: the exhibit is not there. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_api_export_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description JSON Lines: an `ExportHead`, then objects with one list each. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this; `stale_login`: log in again. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    generate_api_generate_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GenerateRequest"];
            };
        };
        responses: {
            /** @description The answer line by line; without `stream`, whole. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                    "application/x-ndjson": unknown;
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read; `invalid_request`: the request is not valid; `context_too_long`: the question is too long for the model. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Not Found. `unknown_model`: there is no such model; `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Conflict. `id_taken`: the id is taken; `idempotency_conflict`: the key was used for another request; `not_continuable`: this answer cannot be continued. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Unprocessable Entity. `picture_refused`: this picture is not taken; `images_not_taken`: the model sees no pictures. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once; `quota_exceeded`: the limit of today is reached. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Bad Gateway. `provider_unauthorized`: the model's service refuses the key; `provider_rejected`: the model's service refuses the request; `provider_rate_limited`: the model's service is busy; `quota_exhausted`: the quota of the model's service is used up; `provider_unavailable`: the model's service cannot be reached; `provider_broken`: the model's answer was cut off. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Service Unavailable. `shutting_down`: the server is shutting down; `too_many_answers`: too many answers at once; `storage_failed`: the data cannot be written; `model_unavailable`: the model cannot be used. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Gateway Timeout. `provider_timeout`: the model stopped answering. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
        };
    };
    take_api_imports_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImportRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportReply"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict. `id_taken`: the id is taken. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_invites_api_invites_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InviteList"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    invite_api_invites_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewInvite"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedInvite"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this; `stale_login`: log in again. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_invite_api_invites__invite_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invite_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this; `stale_login`: log in again. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    join_api_join_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JoinRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `insecure_address`: this address is not encrypted. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict. `name_taken`: the name is taken. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_tries`: too many tries to log in. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    look_api_join_look_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkLook"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkTarget"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    log_in_api_login_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LogInRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `insecure_address`: this address is not encrypted. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_tries`: too many tries to log in. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    log_in_api_login_passkey_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignedLogIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `insecure_address`: this address is not encrypted. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict. `passkeys_unavailable`: passkeys cannot be used here. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_tries`: too many tries to log in. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    challenge_api_login_passkey_challenge_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LogInWish"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogInChallenge"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `insecure_address`: this address is not encrypted. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict. `passkeys_unavailable`: passkeys cannot be used here. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    log_out_api_logout_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    me_api_me_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    credentials_api_me_credentials_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialList"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unlink_api_me_credentials__credential_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                credential_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this; `stale_login`: log in again. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict. `last_credential`: this is the last way to log in. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_account_api_me_delete_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountDeletion"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this; `stale_login`: log in again; `insecure_address`: this address is not encrypted. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict. `last_admin`: this is the last admin; `name_taken`: the name is taken. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once; `too_many_tries`: too many tries to log in. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_password_api_me_password_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this; `insecure_address`: this address is not encrypted. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict. `name_taken`: the name is taken. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once; `too_many_tries`: too many tries to log in. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    usage_api_me_usage_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsedToday"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_models_api_models_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelList"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway. `provider_unauthorized`: the model's service refuses the key; `provider_rejected`: the model's service refuses the request; `provider_rate_limited`: the model's service is busy; `quota_exhausted`: the quota of the model's service is used up; `provider_unavailable`: the model's service cannot be reached; `provider_broken`: the model's answer was cut off. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `model_unavailable`: the model cannot be used. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout. `provider_timeout`: the model stopped answering. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_model_api_models__model_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `model_unavailable`: the model cannot be used; `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    begin_api_oidc_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInAddress"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first; `setup_needed`: this server has to be set up. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `insecure_address`: this address is not encrypted; `stale_login`: log in again. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway. `log_in_unavailable`: the provider cannot be used. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_passkeys_api_passkeys_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyList"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_api_passkeys_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPasskey"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Passkey"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this; `stale_login`: log in again. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict. `passkeys_unavailable`: passkeys cannot be used here; `credential_taken`: this log-in belongs to an account already. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once; `too_many_tries`: too many tries to log in. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_api_passkeys__passkey_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                passkey_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this; `stale_login`: log in again. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict. `last_credential`: this is the last way to log in. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rename_api_passkeys__passkey_id__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                passkey_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasskeyPatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Passkey"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    begin_api_passkeys_challenge_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewPasskeyChallenge"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this; `stale_login`: log in again. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict. `passkeys_unavailable`: passkeys cannot be used here. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_running_api_ps_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Bad Gateway. `provider_unauthorized`: the model's service refuses the key; `provider_rejected`: the model's service refuses the request; `provider_rate_limited`: the model's service is busy; `quota_exhausted`: the quota of the model's service is used up; `provider_unavailable`: the model's service cannot be reached; `provider_broken`: the model's answer was cut off. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Service Unavailable. `model_unavailable`: the model cannot be used. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Gateway Timeout. `provider_timeout`: the model stopped answering. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
        };
    };
    list_services_api_services_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceList"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connect_api_services_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ServiceRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Service"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict. `service_fixed`: this service cannot be changed here. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_api_services__service_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                service_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict. `service_fixed`: this service cannot be changed here. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_api_services__service_id__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                service_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ServicePatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Service"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict. `service_fixed`: this service cannot be changed here. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway. `provider_unauthorized`: the model's service refuses the key; `provider_rejected`: the model's service refuses the request; `provider_rate_limited`: the model's service is busy; `quota_exhausted`: the quota of the model's service is used up; `provider_unavailable`: the model's service cannot be reached; `provider_broken`: the model's answer was cut off. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `model_unavailable`: the model cannot be used; `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout. `provider_timeout`: the model stopped answering. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    try_continue_api_services__service_id__try_continue_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                service_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContinueTrial"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriedContinue"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway. `provider_unauthorized`: the model's service refuses the key; `provider_rejected`: the model's service refuses the request; `provider_rate_limited`: the model's service is busy; `quota_exhausted`: the quota of the model's service is used up; `provider_unavailable`: the model's service cannot be reached; `provider_broken`: the model's answer was cut off. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `model_unavailable`: the model cannot be used. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout. `provider_timeout`: the model stopped answering. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    nearby_api_services_nearby_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FoundServices"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    test_api_services_test_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ServiceToTest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestedService"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway. `provider_unauthorized`: the model's service refuses the key; `provider_rejected`: the model's service refuses the request; `provider_rate_limited`: the model's service is busy; `quota_exhausted`: the quota of the model's service is used up; `provider_unavailable`: the model's service cannot be reached; `provider_broken`: the model's answer was cut off. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `model_unavailable`: the model cannot be used. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout. `provider_timeout`: the model stopped answering. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_sessions_api_sessions_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_others_api_sessions_delete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_session_api_sessions__session_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_up_api_setup_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetUpRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this; `insecure_address`: this address is not encrypted. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict. `already_set_up`: this server is set up; `name_taken`: the name is taken. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_tries`: too many tries to log in. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_shares_api_shares_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShareList"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    share_api_shares_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShareRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewShare"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here; `conversation_deleted`: the conversation was deleted. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict. `answer_in_progress`: an answer is still growing; `not_shareable`: this conversation cannot be shared; `too_many_shares`: there are too many links. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_api_shares__share_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                share_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_model_api_show_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShowRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read; `invalid_request`: the request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Not Found. `unknown_model`: there is no such model. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Bad Gateway. `provider_unauthorized`: the model's service refuses the key; `provider_rejected`: the model's service refuses the request; `provider_rate_limited`: the model's service is busy; `quota_exhausted`: the quota of the model's service is used up; `provider_unavailable`: the model's service cannot be reached; `provider_broken`: the model's answer was cut off. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Service Unavailable. `model_unavailable`: the model cannot be used. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Gateway Timeout. `provider_timeout`: the model stopped answering. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
        };
    };
    storage_api_storage_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Storage"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_models_api_tags_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Bad Gateway. `provider_unauthorized`: the model's service refuses the key; `provider_rejected`: the model's service refuses the request; `provider_rate_limited`: the model's service is busy; `quota_exhausted`: the quota of the model's service is used up; `provider_unavailable`: the model's service cannot be reached; `provider_broken`: the model's answer was cut off. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Service Unavailable. `model_unavailable`: the model cannot be used. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Gateway Timeout. `provider_timeout`: the model stopped answering. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
        };
    };
    list_tokens_api_tokens_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenList"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    make_api_tokens_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewToken"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this; `stale_login`: log in again. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict. `too_many_tokens`: there are too many tokens. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_api_tokens__token_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tell_version_api_version_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: string;
                    };
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OllamaError"];
                };
            };
        };
    };
    completion_completion_get: {
        parameters: {
            query: {
                model?: string;
                query: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The text as it grows. */
            200: {
                headers: {
                    /** @description Address of the answer. */
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity. `unknown_model`: there is no such model; `invalid_request`: the request is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once; `quota_exceeded`: the limit of today is reached. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Bad Gateway. `provider_unauthorized`: the model's service refuses the key; `provider_rejected`: the model's service refuses the request; `provider_rate_limited`: the model's service is busy; `quota_exhausted`: the quota of the model's service is used up; `provider_unavailable`: the model's service cannot be reached; `provider_broken`: the model's answer was cut off. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable. `model_unavailable`: the model cannot be used; `shutting_down`: the server is shutting down; `too_many_answers`: too many answers at once; `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Gateway Timeout. `provider_timeout`: the model stopped answering. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    healthz_healthz_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: string;
                    };
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    figures_metrics_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readyz_readyz_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "text/plain": string;
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not yet, or not any more; `checks` says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
        };
    };
    complete_v1_chat_completions_post: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatRequest"];
            };
        };
        responses: {
            /** @description The completion; with `stream`, its chunks as server-sent events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                    "text/event-stream": unknown;
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read; `invalid_request`: the request is not valid; `context_too_long`: the question is too long for the model. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Not Found. `unknown_model`: there is no such model; `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Conflict. `id_taken`: the id is taken; `idempotency_conflict`: the key was used for another request; `not_continuable`: this answer cannot be continued. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Unprocessable Entity. `picture_refused`: this picture is not taken; `images_not_taken`: the model sees no pictures. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once; `quota_exceeded`: the limit of today is reached; `provider_rate_limited`: the model's service is busy. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Bad Gateway. `provider_unauthorized`: the model's service refuses the key; `provider_rejected`: the model's service refuses the request; `quota_exhausted`: the quota of the model's service is used up; `provider_unavailable`: the model's service cannot be reached; `provider_broken`: the model's answer was cut off. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Service Unavailable. `shutting_down`: the server is shutting down; `too_many_answers`: too many answers at once; `storage_failed`: the data cannot be written; `model_unavailable`: the model cannot be used. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Gateway Timeout. `provider_timeout`: the model stopped answering. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
        };
    };
    create_v1_conversations_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConversationBody"];
            };
        };
        responses: {
            /** @description The conversation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read; `invalid_request`: the request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
        };
    };
    read_v1_conversations__conversation_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read; `invalid_request`: the request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here; `conversation_deleted`: the conversation was deleted. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
        };
    };
    change_v1_conversations__conversation_id__post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConversationBody"];
            };
        };
        responses: {
            /** @description The conversation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read; `invalid_request`: the request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here; `conversation_deleted`: the conversation was deleted. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
        };
    };
    delete_v1_conversations__conversation_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is deleted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read; `invalid_request`: the request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here; `conversation_deleted`: the conversation was deleted. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
        };
    };
    list_items_v1_conversations__conversation_id__items_get: {
        parameters: {
            query?: {
                /** @description The id of the last item of the page before. */
                after?: string;
                limit?: number;
                /** @description The oldest first, or the newest. */
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of items. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read; `invalid_request`: the request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here; `conversation_deleted`: the conversation was deleted. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
        };
    };
    add_items_v1_conversations__conversation_id__items_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ItemsBody"];
            };
        };
        responses: {
            /** @description The items. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read; `invalid_request`: the request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here; `conversation_deleted`: the conversation was deleted. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Conflict. `answer_in_progress`: an answer is still growing. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
        };
    };
    read_item_v1_conversations__conversation_id__items__item_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
                item_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The item. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read; `invalid_request`: the request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here; `conversation_deleted`: the conversation was deleted. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
        };
    };
    delete_item_v1_conversations__conversation_id__items__item_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: string;
                item_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Never. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read; `invalid_request`: the request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here; `conversation_deleted`: the conversation was deleted. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
        };
    };
    create_message_v1_messages_post: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessageRequest"];
            };
        };
        responses: {
            /** @description The message; with `stream`, its parts as server-sent events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                    "text/event-stream": unknown;
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read; `invalid_request`: the request is not valid; `context_too_long`: the question is too long for the model. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description Not Found. `unknown_model`: there is no such model; `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description Conflict. `id_taken`: the id is taken; `idempotency_conflict`: the key was used for another request; `not_continuable`: this answer cannot be continued. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description Unprocessable Entity. `picture_refused`: this picture is not taken; `images_not_taken`: the model sees no pictures. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once; `quota_exceeded`: the limit of today is reached; `provider_rate_limited`: the model's service is busy. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description Bad Gateway. `provider_unauthorized`: the model's service refuses the key; `provider_rejected`: the model's service refuses the request; `quota_exhausted`: the quota of the model's service is used up; `provider_unavailable`: the model's service cannot be reached; `provider_broken`: the model's answer was cut off. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description Service Unavailable. `shutting_down`: the server is shutting down; `too_many_answers`: too many answers at once; `storage_failed`: the data cannot be written; `model_unavailable`: the model cannot be used. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description Gateway Timeout. `provider_timeout`: the model stopped answering. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
        };
    };
    count_tokens_v1_messages_count_tokens_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CountRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenCount"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read; `invalid_request`: the request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description Not Found. `unknown_model`: there is no such model. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once; `provider_rate_limited`: the model's service is busy. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description Bad Gateway. `provider_unauthorized`: the model's service refuses the key; `provider_rejected`: the model's service refuses the request; `quota_exhausted`: the quota of the model's service is used up; `provider_unavailable`: the model's service cannot be reached; `provider_broken`: the model's answer was cut off. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description Service Unavailable. `model_unavailable`: the model cannot be used. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
            /** @description Gateway Timeout. `provider_timeout`: the model stopped answering. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnthropicError"];
                };
            };
        };
    };
    list_models_v1_models_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiModelList"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once; `provider_rate_limited`: the model's service is busy. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Bad Gateway. `provider_unauthorized`: the model's service refuses the key; `provider_rejected`: the model's service refuses the request; `quota_exhausted`: the quota of the model's service is used up; `provider_unavailable`: the model's service cannot be reached; `provider_broken`: the model's answer was cut off. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Service Unavailable. `model_unavailable`: the model cannot be used. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Gateway Timeout. `provider_timeout`: the model stopped answering. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
        };
    };
    read_model_v1_models__model_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiModel"];
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Not Found. `unknown_model`: there is no such model. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once; `provider_rate_limited`: the model's service is busy. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Bad Gateway. `provider_unauthorized`: the model's service refuses the key; `provider_rejected`: the model's service refuses the request; `quota_exhausted`: the quota of the model's service is used up; `provider_unavailable`: the model's service cannot be reached; `provider_broken`: the model's answer was cut off. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Service Unavailable. `model_unavailable`: the model cannot be used. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Gateway Timeout. `provider_timeout`: the model stopped answering. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
        };
    };
    create_v1_responses_post: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResponseRequest"];
            };
        };
        responses: {
            /** @description The response; with `stream`, its events as server-sent events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                    "text/event-stream": unknown;
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read; `invalid_request`: the request is not valid; `context_too_long`: the question is too long for the model. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Not Found. `unknown_model`: there is no such model; `not_found`: there is nothing here; `conversation_deleted`: the conversation was deleted. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Conflict. `id_taken`: the id is taken; `idempotency_conflict`: the key was used for another request; `not_continuable`: this answer cannot be continued; `answer_in_progress`: an answer is still growing. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Unprocessable Entity. `picture_refused`: this picture is not taken; `images_not_taken`: the model sees no pictures. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once; `quota_exceeded`: the limit of today is reached; `provider_rate_limited`: the model's service is busy. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Bad Gateway. `provider_unauthorized`: the model's service refuses the key; `provider_rejected`: the model's service refuses the request; `quota_exhausted`: the quota of the model's service is used up; `provider_unavailable`: the model's service cannot be reached; `provider_broken`: the model's answer was cut off. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Service Unavailable. `shutting_down`: the server is shutting down; `too_many_answers`: too many answers at once; `storage_failed`: the data cannot be written; `model_unavailable`: the model cannot be used. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Gateway Timeout. `provider_timeout`: the model stopped answering. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
        };
    };
    read_v1_responses__response_id__get: {
        parameters: {
            query?: {
                /** @description With `stream`: the number of the last event read. */
                starting_after?: number;
                stream?: boolean;
            };
            header?: never;
            path: {
                response_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The response; with `stream`, its events as server-sent events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                    "text/event-stream": unknown;
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read; `invalid_request`: the request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written; `shutting_down`: the server is shutting down. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
        };
    };
    delete_v1_responses__response_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                response_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is deleted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read; `invalid_request`: the request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
        };
    };
    cancel_v1_responses__response_id__cancel_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                response_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The response as it has ended. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read; `invalid_request`: the request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Request Entity Too Large. `payload_too_large`: the request is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Unsupported Media Type. `unsupported_media_type`: this type of body is not taken here. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Insufficient Storage. `storage_full`: the disk is full. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
        };
    };
    list_input_v1_responses__response_id__input_items_get: {
        parameters: {
            query?: {
                /** @description The id of the last item of the page before. */
                after?: string;
                limit?: number;
                /** @description The oldest first, or the newest. */
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                response_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of items. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description Bad Request. `malformed_request`: the request cannot be read; `invalid_request`: the request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                    "text/plain": string;
                };
            };
            /** @description Unauthorized. `unauthenticated`: log in first. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused; `forbidden`: you may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Not Found. `not_found`: there is nothing here. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Too Many Requests. `too_many_at_once`: too much at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Request line and headers are longer than 64 KiB together. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Internal Server Error. `internal`: internal error. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
            /** @description Service Unavailable. `storage_failed`: the data cannot be written. */
            503: {
                headers: {
                    /** @description Seconds after which to come again, if the server knows. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiError"];
                };
            };
        };
    };
}
