// What yeoul-client promises: every name is listed here, and whatever a promised type mentions can
// be imported, too.

import { join, resolve } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
const ENTRIES = ["index", "react"] as const;
/** Where the declarations are put in memory; no such folder is made. */
const OUT = join(ROOT, "declared");

/** The declarations as they are packed, by their paths. */
function declarations(): Map<string, string> {
  const config = join(ROOT, "yeoul-client/tsconfig.json");
  const read = ts.getParsedCommandLineOfConfigFile(config, {}, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(String(messageText));
    },
  } as ts.ParseConfigFileHost);
  if (read === undefined) throw new Error(`not read: ${config}`);
  const options = { ...read.options, emitDeclarationOnly: true, sourceMap: false, outDir: OUT };
  const files = new Map<string, string>();
  ts.createProgram(read.fileNames, options).emit(undefined, (name, text) => {
    files.set(name, text.replace(/((?:from |import\()"\.[^"]*)\.tsx?"/g, '$1.js"'));
  });
  return files;
}

function programOf(files: ReadonlyMap<string, string>): ts.Program {
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2022,
    skipLibCheck: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.getSourceFile = (name, version) => {
    const text = host.readFile(name);
    return text === undefined ? undefined : ts.createSourceFile(name, text, version);
  };
  host.directoryExists = () => true;
  return ts.createProgram(
    ENTRIES.map((entry) => join(OUT, `${entry}.d.ts`)),
    options,
    host,
  );
}

const program = programOf(declarations());
const checker = program.getTypeChecker();

/** What a name stands for, wherever it is declared. */
function meant(symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function promised(entry: string): ReadonlyMap<string, ts.Symbol> {
  const file = program.getSourceFile(join(OUT, `${entry}.d.ts`));
  const module = file && checker.getSymbolAtLocation(file);
  if (module === undefined) throw new Error(`no declarations of ${entry}`);
  return new Map(checker.getExportsOfModule(module).map((each) => [each.name, meant(each)]));
}

/** The names of ours that the declarations of `symbol` mention. */
function mentioned(symbol: ts.Symbol): Map<string, ts.Symbol> {
  const found = new Map<string, ts.Symbol>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const at = checker.getSymbolAtLocation(node);
      const target = at && meant(at);
      const where = target?.declarations?.[0];
      const ours = where?.getSourceFile().fileName.startsWith(OUT) === true;
      if (target !== undefined && ours && ts.isSourceFile(where.parent))
        found.set(target.name, target);
    }
    ts.forEachChild(node, visit);
  };
  for (const declaration of symbol.declarations ?? []) visit(declaration);
  return found;
}

/** Made from the API description; what is promised of it has a name of its own. */
const GENERATED = ["components", "Schemas"];

test("every type that is mentioned can be imported", () => {
  const all = new Set(ENTRIES.flatMap((entry) => [...promised(entry).values()]));
  const forgotten = [...all].flatMap((symbol) =>
    [...mentioned(symbol)]
      .filter(([name, target]) => !all.has(target) && !GENERATED.includes(name))
      .map(([name]) => `${name}, of ${symbol.name}`),
  );
  expect(forgotten).toEqual([]);
});

test("what is promised is this", () => {
  expect(
    Object.fromEntries(ENTRIES.map((entry) => [entry, [...promised(entry).keys()].sort()])),
  ).toMatchInlineSnapshot(`
    {
      "index": [
        "Answer",
        "AnswerError",
        "AnswerEvent",
        "AnswerState",
        "AnswerStream",
        "ApiClient",
        "ApiError",
        "AskExtras",
        "AskOptions",
        "AskRequest",
        "AttachOptions",
        "Attachment",
        "AttachmentsApi",
        "BranchMessage",
        "CandidatesData",
        "Client",
        "ClientOptions",
        "Connection",
        "Conversation",
        "ConversationList",
        "ConversationListReply",
        "ConversationPatch",
        "ConversationReply",
        "ConversationSummary",
        "ConversationToImport",
        "ConversationView",
        "Cursor",
        "EndData",
        "EndReason",
        "FollowOptions",
        "FollowReason",
        "FollowedEvent",
        "Frame",
        "HeartbeatData",
        "Held",
        "ImportedItem",
        "ListView",
        "ListedConversation",
        "LiveFigures",
        "MAX_ATTACHMENTS",
        "Message",
        "MessageToImport",
        "Model",
        "NewIds",
        "Outcome",
        "PagedView",
        "Part",
        "Phase",
        "PlacedMessage",
        "Question",
        "QuestionContent",
        "QuestionMemory",
        "QuestionQueue",
        "QueuedQuestion",
        "ReadonlyStore",
        "RequestOptions",
        "ResetData",
        "SentQuestion",
        "ServerOptions",
        "Sink",
        "StartedData",
        "Status",
        "StorageReply",
        "StreamSnapshot",
        "TextPart",
        "Timings",
        "Told",
        "ToolCallData",
        "ToolCallPart",
        "Transport",
        "TransportMode",
        "TransportName",
        "Usage",
        "attachmentsApi",
        "createClient",
        "newId",
      ],
      "react": [
        "Chat",
        "ChatMessage",
        "ChatOptions",
        "ChatStatus",
        "ClientProvider",
        "ClientProviderProps",
        "Conversations",
        "MessageChoice",
        "useAnswer",
        "useChat",
        "useClient",
        "useConversation",
        "useConversations",
        "useModels",
        "useStore",
      ],
    }
  `);
});
