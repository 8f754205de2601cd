/** What the lesson says in English: the catalogue that every other language has to match. */

export const en = {
  title: "How an answer is made, and how it arrives",
  steps: "Steps",
  step: (step: number, of: number) => `Step ${step} of ${of}`,
  previous: "Previous",
  next: "Next",
  leave: "To the chat",
  try: "Try it",

  question: "Question",
  seoul: "What is the capital of South Korea?",
  france: "What is the capital of France?",
  long: "Tell me about a river, in twelve sentences.",
  ask: "Ask",
  askAgain: "Ask again",
  answer: "Answer",
  notAsked: "Nothing has been asked yet.",
  noCandidates: (model: string) =>
    `${model} does not tell its candidates: the answer comes, but no bars. Choose a model that does.`,
  use: (model: string) => `Use ${model}`,
  speaksOther: (model: string) =>
    `${model} speaks little of your language, so the example asks in English.`,
  askFirst: "Ask something first.",
  notDrawn:
    "Ask, and it is drawn here while the answer grows, from the figures of that very answer.",
  endedBefore: "This answer had ended before the page was loaded. Ask again, and break its line.",
  readerGone: "Not connected. The answer grows on at the server.",
  steady:
    "It answers at temperature 0: the likeliest token is taken each time, for everybody alike.",
  scripted: (model: string) =>
    `${model} is a script: it says the same whatever it is asked, and its candidates are made up. Everything else here is real.`,
  otherModel: (model: string) => `${model} begins with other tokens than those named here.`,
  whyRequests: "Why each request was made",
  closing:
    "That was the way of a token: from a probability in the model to a letter on your screen, whatever happens to the network.",
  toChat: "Try it in the chat",

  all: [
    {
      name: "One token at a time",
      short: "Tokens",
      text: [
        "GPT is a Transformer that predicts the next token: a word, or a part of one. It reads all that is there so far, and gives every token that it knows a probability.",
        "One of them is taken and written down. Then everything begins again, with one token more, until the token that means “the end” is taken, or the answer is as long as it may be.",
      ],
      try: "Ask, and watch the bars: they are the candidates for the token that is being written. When the answer has ended, choose one of its tokens, and go to others by the arrows above it.",
    },
    {
      name: "The question in tokens",
      short: "Question",
      text: [
        "A model reads no letters. The question is cut into tokens, and each is a number in the model's vocabulary. Where it does not know a character, several tokens are its bytes.",
        "Around the question stands a template. Its special tokens say who speaks, and that is how a model that only goes on with texts becomes one that answers.",
      ],
      try: "Ask, then show the whole prompt: your question stands in it on a ground of its own. Ask again in Korean, or with an emoji, and count the tokens.",
    },
    {
      name: "Another word, another answer",
      short: "Another word",
      text: [
        "Each token shapes all that follow, as they are predicted from it. An answer that went wrong has often done so at a single token.",
        "The small model inside Yeoul begins with “L” when it is asked for the capital of France, by a hair, and goes astray. “The” was almost as likely, and leads to Paris.",
      ],
      try: "Ask. When the answer has ended, its first token is marked: choose another candidate for it, then “Go on with”. A second version of the answer begins there.",
    },
    {
      name: "Temperature and top-p",
      short: "Sampling",
      text: [
        "The model gives probabilities; how one token is drawn by them is up to us. Temperature makes them steeper, down to 0, where the likeliest is always taken, or flatter. Top-p keeps the likeliest, until they have the probability p together, and draws among them.",
        "Neither adds knowledge: a higher temperature makes the model no wiser and no more inventive, it only draws from further down.",
      ],
      try: "Ask. When the answer has ended, its first token is marked: move both sliders. Nothing is asked for that: the same probabilities are shared out in another way.",
    },
    {
      name: "Asking again and again: polling",
      short: "Polling",
      text: [
        "Now the tokens have to reach you. The plainest way is to ask every second: is there more? That is polling. Tokens come late and in lumps, and many replies are empty.",
        "With long polling the server waits with its reply until there is something. Nothing is late then, but where the model is slow, nearly every token costs a request.",
      ],
      try: "Ask, and compare both drawings: the arrows to the right are requests, those to the left replies. `GET` is the request that only reads.",
    },
    {
      name: "A line for both: WebSocket",
      short: "WebSocket",
      text: [
        "One handshake turns the connection into a line on which both sides may speak at any time. Each token is a message, at once.",
        "But it is HTTP no longer: proxies, authentication and coming back have to be thought of anew. And an answer needs only one of the two directions.",
      ],
      try: "Ask, and look at the drawing: one request, which the server answers with `101`, then nothing but arrows to the left.",
    },
    {
      name: "One reply that does not end: SSE",
      short: "SSE",
      text: [
        "Server-Sent Events are one request and one reply that is written piece by piece: `text/event-stream`. Events can have ids: who comes back names the last one, and gets what came behind it.",
        "It is simple, and stays HTTP. So many chats stream this way, and Yeoul tries it first.",
      ],
      try: "Ask, and watch the race: all four bring the same answer. When it is over, press “Play the race again”, and look at the table below.",
    },
    {
      name: "A look at the wire",
      short: "The wire",
      text: [
        "In the network tab of a browser, the request of a stream stays open, and EventStream lists what has come. Here you see the same of the answer that this page gets. Its stream is the reply to the `POST` that asks; who only follows an answer, as in the drawings before, begins with `GET`.",
        "“Raw frames” shows what came as it was written: `id:`, `event:`, `data:`, and an empty line, which ends the frame.",
      ],
      try: "Ask, open “Raw frames”, and choose a line. Then look for `text/event-stream` in Headers.",
    },
    {
      name: "Pull the cable",
      short: "Faults",
      text: [
        "Networks cut, fall silent, and hold back. No answer must be lost by that. So the server goes on writing it down, whether anybody reads or not.",
        "The page comes back with the id of the last event that it has, and gets what is missing: nothing is lost, and nothing comes twice.",
      ],
      try: "Ask, and cut the line while the answer grows. Then try the other faults, or reload the page, and read why each request was made.",
    },
    {
      name: "Thirty lines, and what they lack",
      short: "Thirty lines",
      text: [
        "Many tutorials stream an answer with a server that fits on a slide, in less than thirty lines: a generator and FastAPI's `StreamingResponse`. So does its page: `fetch`, and a reader of the `ReadableStream`. It works, until the first fault.",
        "Here both run for real, the thirty lines and Yeoul, which also serves this page, with the same answer and under the same faults.",
      ],
      try: "Ask both, and cut the line. Ask both again, and kill the servers.",
    },
  ],
};

/** What every language offers. */
export type LearnTexts = typeof en;
