/**
 * The shapes of requests, replies and events, generated from the server's OpenAPI document.
 * Do not edit: run `npm run types`.
 */

export interface paths {
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
    "/api/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List or search
         * @description List conversations, the last used first; with `q` only those in which all words occur.
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
         */
        delete: operations["delete_api_conversations__conversation_id__delete"];
        options?: never;
        head?: never;
        /**
         * Change a conversation
         * @description Change title, current branch (`leaf_id`), system prompt, model or parameters.
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
    "/api/storage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is stored
         * @description Return how many conversations are stored, and the files of the data directory.
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
         * Can an answer be asked for and generated now?
         * @description Return whether store, log and model can be used.
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
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Answer
         * @description An answer at one moment; ``text`` is the text up to ``cursor``.
         */
        Answer: {
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
            /**
             * Omitted Messages
             * @default 0
             */
            omitted_messages?: number;
            /** Parent Id */
            parent_id: string;
            /** Reason */
            reason?: ("stop" | "length" | "content_filter" | "tool_calls" | "stopped" | "error" | "interrupted") | null;
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
            /** Question Id */
            question_id?: string | null;
            /** Seed */
            seed?: number | null;
            /** System */
            system?: string | null;
            /** Temperature */
            temperature?: number | null;
            /** Top P */
            top_p?: number | null;
        } & ({
            content: string;
            conversation_id?: null;
            question_id?: null;
        } | {
            content: string;
            conversation_id: string;
            ids?: {
                conversation?: null;
            };
            question_id?: null;
        } | {
            content?: null;
            conversation_id?: never;
            ids?: {
                conversation?: null;
                question?: null;
            };
            parent_id?: never;
            question_id: string;
        });
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
            what: "created" | "changed" | "deleted" | "restored" | "asked" | "continued" | "ended" | "missed";
        };
        /**
         * Conversation
         * @description A conversation with the messages of all its branches.
         */
        Conversation: {
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
         * ConversationList
         * @description One page of conversations, newest first; of deleted ones, the last deleted first.
         */
        ConversationList: {
            /** Conversations */
            conversations: components["schemas"]["ConversationSummary"][];
            /** Next Cursor */
            next_cursor: string | null;
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
         * DataFile
         * @description One database of the data directory, with its side files.
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
         * EndData
         * @description ``data`` of ``end``.
         */
        EndData: {
            error: components["schemas"]["Error"] | null;
            /** Omitted Messages */
            omitted_messages: number;
            /**
             * Reason
             * @enum {string}
             */
            reason: "stop" | "length" | "content_filter" | "tool_calls" | "stopped" | "error" | "interrupted";
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
            data: components["schemas"]["StartedData"] | components["schemas"]["TextData"] | components["schemas"]["ToolCallData"] | components["schemas"]["ResetData"] | components["schemas"]["EndData"] | components["schemas"]["HeartbeatData"];
            /**
             * Event
             * @enum {string}
             */
            event: "started" | "delta" | "reasoning" | "tool_call" | "reset" | "end" | "heartbeat";
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
            phase?: ("queued" | "connecting" | "thinking" | "generating") | null;
            /**
             * Queue Position
             * @default null
             */
            queue_position?: number | null;
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
         * HeartbeatData
         * @description ``data`` of ``heartbeat``, which is not an entry of the log and carries no id.
         */
        HeartbeatData: {
            /**
             * Phase
             * @enum {string}
             */
            phase: "queued" | "connecting" | "thinking" | "generating";
            /**
             * Queue Position
             * @default null
             */
            queue_position?: number | null;
        };
        /**
         * Model
         * @description A model that can be asked.
         */
        Model: {
            /** Context Length */
            context_length?: number | null;
            /** Default */
            default: boolean;
            /** Id */
            id: string;
            /** Provider */
            provider: string;
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
            /** Top P */
            top_p?: number | null;
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
         * Question
         * @description A user's message.
         */
        Question: {
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
         * ResetData
         * @description ``data`` of ``reset``.
         */
        ResetData: {
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
         * TextData
         * @description ``data`` of ``delta`` and ``reasoning``.
         */
        TextData: {
            /** Text */
            text: string;
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
         * Usage
         * @description Tokens, added up over the epochs of an answer.
         */
        Usage: {
            /** Completion Tokens */
            completion_tokens: number;
            /** Prompt Tokens */
            prompt_tokens: number;
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
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused. */
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
            /** @description Conflict. `answer_in_progress`: an answer is still growing; `idempotency_conflict`: the key was used for another request; `id_taken`: the id is taken. */
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
            /** @description Unsupported Media Type. `unsupported_media_type`: only JSON is taken here. */
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
            /** @description Unsupported Media Type. `unsupported_media_type`: only JSON is taken here. */
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
            /** @description Unsupported Media Type. `unsupported_media_type`: only JSON is taken here. */
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
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused. */
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
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused. */
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
            /** @description Unsupported Media Type. `unsupported_media_type`: only JSON is taken here. */
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
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused. */
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
            /** @description Unsupported Media Type. `unsupported_media_type`: only JSON is taken here. */
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
            /** @description Unsupported Media Type. `unsupported_media_type`: only JSON is taken here. */
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
            /** @description Forbidden. `forbidden_host`: this address is not allowed; `forbidden_origin`: requests from other sites are refused. */
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
}
