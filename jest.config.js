import { availableParallelism } from "node:os";

// The bundles and servers that tests start find their code compiled, as the first of them left it.
process.env["NODE_COMPILE_CACHE"] ??= `${import.meta.dirname}/build/compile-cache`;

/**
 * Node itself loads the tests: it strips the types, and what one file has loaded is loaded for the next. A context of its
 * own for each file, as jest's own runner makes it, took half of the CPU time that the tests spend in jest's processes.
 */
export default {
  testMatch: ["<rootDir>/{actions,apps,helm,lib,sandbox,scripts,tools}/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/dist/"],
  transform: {},
  runner: "jest-light-runner/child-process",
  setupFiles: ["<rootDir>/tools/jest/globals.ts"],
  globalSetup: "<rootDir>/tools/jest/build-changed.ts",
  reporters: ["<rootDir>/tools/jest/closing-line-reporter.js"],
  // `npm test` gives these processes, too, room for all that a test file makes before any of it is collected.
  // The tests mostly wait for processes: as many as cores left a quarter of them idle.
  maxWorkers: 2 * availableParallelism(),
};
