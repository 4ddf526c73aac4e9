import { expect, test } from "@jest/globals";
import { bundleFolders } from "./folders.ts";
import { bundlesNeeded } from "./needed.ts";

test.each([
  ["an action's test that runs its bundle", ["actions/pin-image/bundle.test.ts"], ["pin-image"]],
  [
    "one that runs another's as well",
    ["actions/rollback-release/once.bundle.test.ts"],
    ["rollback-release", "update-database"],
  ],
  ["tests of what bundles are made of", ["lib/runner/summary.test.ts", "lib/github/backoff.test.ts"], []],
  ["tests of the sandbox, which names operations as actions are named", ["sandbox/github/start.test.ts"], []],
])("%s", (_what, tests, names) => {
  expect(bundlesNeeded(tests)).toEqual(names);
});

test("tests of the whole repository may run any", () => {
  expect(bundlesNeeded(["tools/demo/demo.test.ts", "actions/pin-image/bundle.test.ts"])).toHaveLength(
    bundleFolders().length,
  );
});
