// Asks, and prints the tokens as they come. Interrupted, it says how to go on in another process.
//
//   node ask.mjs "What is a ford?"
//   node ask.mjs --follow <answer> <cursor>

import { argv, env, stderr, stdout } from "node:process";
import { createClient } from "yeoul-client";

const client = createClient({
  baseUrl: env.YEOUL_URL ?? "http://127.0.0.1:8000",
  token: env.YEOUL_TOKEN, // where people have accounts
});
const [first = "What is a ford?", id, after] = argv.slice(2);
const answer = first === "--follow" ? client.followAnswer(id, { after }) : client.ask(first);

// A server that is away is waited for.
let away = false;
answer.subscribe(() => {
  const { connection } = answer.getSnapshot();
  if (connection === "reconnecting" && !away) stderr.write("\nThe server is away. Waiting…\n");
  away = connection === "reconnecting";
});

// Letting go stops nothing: the answer goes on at the server.
process.once("SIGINT", () => answer.close());

let place = after;
let ended = false;
for await (const { kind, data, cursor } of answer) {
  place = cursor;
  if (kind === "delta") stdout.write(data.text);
  // What was printed is replaced: this happens where a cursor is too old to be served exactly.
  if (kind === "reset") stdout.write(`\n${data.text}`);
  if (kind === "end") {
    ended = true;
    stderr.write(`\n[${data.status}]\n`);
  }
}
if (!ended) stderr.write(`\nnode ask.mjs --follow ${answer.getSnapshot().answer.id} ${place}\n`);
