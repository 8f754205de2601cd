/** Figures about models, as people of a language read them. */

/** Languages by their names, the first `most` of them: `English, Korean +117`. */
export function languageNames(
  language: string,
): (codes: readonly string[], most: number) => string {
  const names = new Intl.DisplayNames(language, { type: "language" });
  return (codes, most) => {
    const told = codes.slice(0, most).map((code) => nameOf(names, code));
    const more = codes.length - told.length;
    return told.join(", ") + (more > 0 ? ` +${more}` : "");
  };
}

/** What is no language tag stays as it is. */
function nameOf(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}

/** A length in tokens as models are advertised with it: `32K`, `1M`. */
export function tokenCount(language: string): (count: number) => string {
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  return (count) => {
    if (count < 1_000) return number.format(count);
    // What is no round number is one in units of 1 024.
    const kilo = count % 1_000 !== 0 && count % 1_024 === 0 ? 1_024 : 1_000;
    const thousands = Math.round(count / kilo);
    if (thousands < 1_000) return `${number.format(thousands)}K`;
    return `${number.format(Math.round(thousands / kilo))}M`;
  };
}

/** A time in the largest unit that tells it well: `40 sec`, `5 min`, `2 hr`. */
export function duration(language: string): (seconds: number) => string {
  return (seconds) => {
    const [unit, per] =
      seconds < 90
        ? (["second", 1] as const)
        : seconds < 5_400
          ? (["minute", 60] as const)
          : (["hour", 3_600] as const);
    const value = Math.max(1, Math.round(seconds / per));
    return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(
      value,
    );
  };
}
