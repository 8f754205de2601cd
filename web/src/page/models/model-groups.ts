/** The models as the menu shows them: found by words, and grouped by where they come from. */

import type { Model } from "../../protocol/index.ts";

/** What comes from one place. */
export interface ModelGroup {
  readonly provider: string;
  readonly models: readonly Model[];
}

/**
 * The models in whose title, id or origin every word of `query` occurs, whatever its case and width.
 * Groups and what is in them keep the order of `models`.
 *
 * @param nameOf how people call a provider
 */
export function groupModels(
  models: readonly Model[],
  query: string,
  nameOf: (provider: string) => string,
): readonly ModelGroup[] {
  const groups = new Map<string, Model[]>();
  for (const model of models) {
    if (!isFound(`${model.title} ${model.id} ${nameOf(model.provider)}`, query)) continue;
    const group = groups.get(model.provider);
    if (group === undefined) groups.set(model.provider, [model]);
    else group.push(model);
  }
  return [...groups].map(([provider, found]) => ({ provider, models: found }));
}

/** Whether every word of `query` occurs in a text, whatever its case and width. */
export function isFound(text: string, query: string): boolean {
  const found = plain(text);
  return plain(query)
    .split(/\s+/)
    .every((word) => found.includes(word));
}

/** A title without the origin that a server writes behind it, for where that is said already. */
export function titleWithin(origin: string, { title }: Model): string {
  const behind = ` (${origin})`;
  return title.endsWith(behind) ? title.slice(0, -behind.length) : title;
}

/** The titles that more than one of the models has, as two files of one model do. */
export function sharedTitles(models: readonly Model[]): ReadonlySet<string> {
  const titles = models.map(({ title }) => title);
  return new Set(titles.filter((title, index) => titles.indexOf(title) !== index));
}

function plain(text: string): string {
  return text.normalize("NFKC").toLowerCase().trim();
}

/** The index of the next title that begins with `typed`, searched from `from` and around the end; -1 if none does. */
export function titled(
  models: readonly { readonly title: string }[],
  typed: string,
  from: number,
): number {
  for (let step = 0; step < models.length; step += 1) {
    const index = (from + step) % models.length;
    if (models[index]?.title.toLowerCase().startsWith(typed)) return index;
  }
  return -1;
}
