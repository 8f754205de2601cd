/**
 * Where the page finds the files that it loads late. Its head names each by the part it belongs to,
 * and the server has only those of its own build: a page of an earlier one has to be reloaded.
 */

/** Begins to fetch and to parse a part, and runs nothing of it. */
export function fetchEarly(part: string): void {
  for (const file of document.querySelectorAll<HTMLLinkElement>(`link[${named(part)}]`))
    file.rel = "modulepreload";
}

/** Where a part begins, which is the first of its files; undefined where the page was not built. */
export function addressOf(part: string): string | undefined {
  return document.querySelector<HTMLLinkElement>(`link[${named(part)}]`)?.href;
}

/**
 * Reloads the page if the server has another build by now; else does nothing. A page that was
 * loaded by a reload stays: two servers behind one address would have it reload for ever.
 */
export async function leaveOldBuild(part: string): Promise<void> {
  const file = addressOf(part)?.split("/").at(-1);
  const [how] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  if (file === undefined || how?.type === "reload") return;
  const reply = await fetch(location.pathname, { cache: "no-store", headers: PAGE });
  const page = await reply.text();
  if (page.includes(named(part)) && !page.includes(file)) location.reload();
}

const PAGE = { accept: "text/html" };

function named(part: string): string {
  return `data-part="${part}"`;
}
