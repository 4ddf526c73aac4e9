/** Licenses that ask no more of a user than to keep the notice, which dist/licenses.txt does. By SPDX id. */
export const ALLOWED: readonly string[] = [
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "MIT",
];

export interface BundledPackage {
  readonly name: string;
  /** As its package.json says. */
  readonly license: string;
}

/**
 * Reads a bundle's licenses.txt, which ncc writes: for each package its name, its license, the license's text, and an
 * empty line.
 * @param known the names of all packages there are, because a text may have lines that look like a name
 */
export function bundledPackages(text: string, known: ReadonlySet<string>): readonly BundledPackage[] {
  const lines = text.split("\n");
  return lines.flatMap((name, index) =>
    known.has(name) && (lines[index - 1] ?? "") === "" ? [{ name, license: lines[index + 1] ?? "" }] : [],
  );
}

/**
 * What is wrong with the licenses of a bundle's packages, in words.
 * @param dist the bundle's folder
 * @param licenses its licenses.txt, which ncc writes only for a bundle with packages in it
 */
export function bundleProblems(
  dist: string,
  { bundle, licenses }: { readonly bundle: string; readonly licenses: string | undefined },
  known: ReadonlySet<string>,
): readonly string[] {
  if (licenses !== undefined) return licenseProblems(`${dist}/licenses.txt`, licenses, known);
  // A module that is not the bundle's own is named by its path.
  return bundle.includes("./node_modules/")
    ? [`${dist} has packages in it and no licenses.txt: run npm run build.`]
    : [];
}

function licenseProblems(file: string, text: string, known: ReadonlySet<string>): readonly string[] {
  const packages = bundledPackages(text, known);
  if (packages.length === 0) return [`${file} names no package.`];
  return packages
    .filter(({ license }) => !ALLOWED.includes(license))
    .map(
      ({ name, license }) =>
        `${file}: ${name} is licensed "${license}". Allowed are ${ALLOWED.join(", ")}: use another package, or allow it in tools/licenses/bundled.ts.`,
    );
}
