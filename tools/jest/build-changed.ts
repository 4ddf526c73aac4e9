import { execFileSync } from "node:child_process";
import { globSync } from "node:fs";
import { resolve } from "node:path";
import { bundlesNeeded } from "../bundles/needed.ts";

/** What of jest's configuration says which tests run. */
interface Chosen {
  readonly rootDir: string;
  readonly testPathPatterns: {
    readonly isSet: () => boolean;
    readonly toExecutor: (root: { readonly rootDir: string }) => {
      readonly isMatch: (path: string) => boolean;
    };
  };
}

/** Before the tests: builds the bundles that they run and whose sources have changed. */
export default function buildChanged({ rootDir, testPathPatterns }: Chosen): void {
  const names = testPathPatterns.isSet() ? needed(rootDir, testPathPatterns) : [];
  if (testPathPatterns.isSet() && names.length === 0) return;
  execFileSync(process.execPath, ["tools/build.ts", "--changed", ...names], {
    cwd: rootDir,
    stdio: "inherit",
  });
}

function needed(rootDir: string, patterns: Chosen["testPathPatterns"]): readonly string[] {
  const executor = patterns.toExecutor({ rootDir });
  const tests = globSync("{actions,apps,helm,lib,sandbox,scripts,tools}/**/*.test.ts", {
    cwd: rootDir,
    exclude: (path) => /(^|\/)node_modules$/.test(path),
  });
  return bundlesNeeded(tests.filter((path) => executor.isMatch(resolve(rootDir, path))));
}
