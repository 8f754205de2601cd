/** The client of every tutorial: it reads what comes, piece by piece, and shows all of it. */

export async function complete(
  url: string,
  show: (text: string) => void,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): Promise<void> {
  const response = await fetch(url);
  if (!response.body) return;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += decoder.decode(value, { stream: true });
    show(text);
  }
}
