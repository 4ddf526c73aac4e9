import { expect, test } from "@jest/globals";
import { isSameIdentity, isSameRepository, repositoryFault } from "./repository-name.ts";

test("a name is the same in any case, and no other one", () => {
  expect(isSameRepository("Acme/My-App", "acme/my-app")).toBe(true);
  expect(isSameRepository("acme/my-app", "acme/my-app-2")).toBe(false);
});

test.each<[string, number | undefined, number | undefined, string, boolean]>([
  ["both ids are the same, under another name", 7, 7, "acme/new", true],
  ["the ids differ, under the same name", 7, 8, "acme/old", false],
  ["one id is not known, under the same name", 7, undefined, "Acme/Old", true],
  ["the other id is not known, under another name", undefined, 7, "acme/new", false],
  ["no id is known, under the same name", undefined, undefined, "acme/OLD", true],
])("where %s", (_what, id, other, name, same) => {
  const a = { repository: "acme/old", repository_id: id };
  const b = { repository: name, repository_id: other };
  expect([isSameIdentity(a, b), isSameIdentity(b, a)]).toEqual([same, same]);
});

test("a refusal names what was meant, of repositories only", () => {
  expect(repositoryFault("owner/name", "acme/my-app.git")).toBe(
    "must be owner/name (did you mean acme/my-app?)",
  );
  expect(repositoryFault("owner/name", "acme")).toBe("must be owner/name");
  expect(repositoryFault("owner/name", 7)).toBeUndefined();
  expect(repositoryFault("a GitHub login", "acme/my-app.git")).toBeUndefined();
});
