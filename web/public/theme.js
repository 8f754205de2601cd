// Runs before the first paint, which would else have the ground of another theme than the chosen one
// (src/page/shell/use-theme.ts has it from then on). A file of its own: the page's scripts come later.

try {
  const theme = localStorage.getItem("yeoul.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // A browser that keeps nothing has no choice to show.
}
