import { expect, test } from "@jest/globals";
import { didYouMeanRepository, nearestRepositoryName } from "./nearest-repository.ts";

test.each([
  ["acme/my-app.git", "acme/my-app"],
  ["https://github.com/acme/my-app", "acme/my-app"],
  ["https://github.com/acme/my-app.git", "acme/my-app"],
  ["https://x-access-token:secret@ghe.acme.dev/acme/my-app/tree/main?tab=readme", "acme/my-app"],
  ["ssh://git@github.com:22/acme/my-app.git", "acme/my-app"],
  ["git@github.com:acme/my-app.git", "acme/my-app"],
  ["github.com/acme/my-app/", "acme/my-app"],
  ["/acme/my-app", "acme/my-app"],
  ["acme/my-app", undefined],
  ["acme", undefined],
  ["acme/.git", undefined],
  ["https://github.com/acme", undefined],
  ["ghcr.io/acme", undefined],
])("where %j is given, %j was meant", (text, meant) => {
  expect(nearestRepositoryName(text)).toBe(meant);
});

test("a message asks for what was meant, or for nothing", () => {
  expect(didYouMeanRepository("acme/my-app.git")).toBe(" (did you mean acme/my-app?)");
  expect(didYouMeanRepository("acme")).toBe("");
});
