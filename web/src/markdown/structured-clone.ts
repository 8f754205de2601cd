/** Stands for a package of this name, which is for browsers that have no such function. */

// biome-ignore lint/style/noDefaultExport: as the package has it
export default structuredClone;
