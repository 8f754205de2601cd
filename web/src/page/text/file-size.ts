/** How large a file is, as people of a language read it: `180 kB`, `2.4 MB`. */
export function fileSize(language: string): (bytes: number) => string {
  return (bytes) => {
    const power = bytes < 1e6 ? 0 : bytes < 1e9 ? 1 : 2;
    const unit = (["kilobyte", "megabyte", "gigabyte"] as const)[power] ?? "gigabyte";
    const value = bytes / 1000 ** (power + 1);
    const digits = { maximumFractionDigits: power === 0 ? 0 : 1 };
    return new Intl.NumberFormat(language, { style: "unit", unit, ...digits }).format(value);
  };
}
