/** TypeScript by swc, ES modules by Node: `npm test` passes the flag that jest needs for them. */
export default {
  testMatch: ["<rootDir>/{actions,api,lib,sandbox,scripts}/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/dist/"],
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "\\.ts$": [
      "@swc/jest",
      { jsc: { target: "es2024", parser: { syntax: "typescript" } }, module: { type: "es6" } },
    ],
  },
  reporters: ["<rootDir>/scripts/jest/closing-line-reporter.js"],
  testTimeout: 60_000,
  // The tests mostly wait for processes; jest would leave a core idle.
  maxWorkers: "100%",
};
