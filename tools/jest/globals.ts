import { registerHooks } from "node:module";

const GLOBALS = "release-channels:jest-globals";
const NAMES = ["afterAll", "afterEach", "beforeAll", "beforeEach", "describe", "expect", "jest", "test"];

/** Modules that register hooks for the tests of the file that imports them, or of one that imports that. */
const PER_TEST_FILE = /[/-]testing\.ts$/;

/**
 * What jest's own runner does and the light one does not. `@jest/globals` is the globals that the runner sets. A module
 * that uses them belongs to one test file and is loaded again for the next, which has a query in its address.
 */
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === "@jest/globals") {
      const importer = new URL(String(context.parentURL));
      if (importer.search === "")
        throw new Error(
          `${importer.pathname} uses @jest/globals: only tests and files called testing.ts may.`,
        );
      return { url: GLOBALS, format: "module", shortCircuit: true };
    }
    const resolved = next(specifier, context);
    const { search } = new URL(context.parentURL ?? resolved.url);
    return PER_TEST_FILE.test(resolved.url) ? { ...resolved, url: `${resolved.url}${search}` } : resolved;
  },
  load(url, context, next) {
    return url === GLOBALS
      ? {
          format: "module",
          source: `export const { ${NAMES.join(", ")} } = globalThis;`,
          shortCircuit: true,
        }
      : next(url, context);
  },
});
