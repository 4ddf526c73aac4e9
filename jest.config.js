import { availableParallelism } from "node:os";

/** TypeScript by swc, ES modules by Node: `npm test` passes the flag that jest needs for them. */
export default {
  testMatch: ["<rootDir>/{actions,apps,helm,lib,sandbox,scripts,tools}/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/dist/"],
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "\\.ts$": [
      "@swc/jest",
      { jsc: { target: "es2024", parser: { syntax: "typescript" } }, module: { type: "es6" } },
    ],
  },
  globalSetup: "<rootDir>/tools/jest/build-changed.ts",
  reporters: ["<rootDir>/tools/jest/closing-line-reporter.js"],
  // A hanging request costs half a minute, and a busy machine is several times slower: only what is stuck is to fail.
  testTimeout: 180_000,
  // The tests mostly wait for processes: as many as cores left a quarter of them idle.
  maxWorkers: 2 * availableParallelism(),
};
