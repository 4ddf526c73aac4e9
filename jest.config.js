import { availableParallelism } from "node:os";

// The bundles and servers that tests start find their code compiled, as the first of them left it.
process.env["NODE_COMPILE_CACHE"] ??= `${import.meta.dirname}/build/compile-cache`;

/**
 * TypeScript by swc, ES modules by Node: `npm test` passes the flag that jest needs for them, and room for young objects:
 * each file loads all its modules anew, and collecting their garbage took a tenth of the time.
 */
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
  // However busy the machine is: only what is stuck is to fail. So no test has a time limit of its own.
  testTimeout: 1_800_000,
  // The tests mostly wait for processes: as many as cores left a quarter of them idle.
  maxWorkers: 2 * availableParallelism(),
};
