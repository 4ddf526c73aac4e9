import { expect, test } from "@jest/globals";
import { confirmedSource } from "./confirmed-source.ts";
import type { ReceivedDispatch } from "../documents/dispatch.ts";
import type { Policy } from "../generated/schema.generated.ts";

const source = (repository: string) => ({
  repository,
  sha: "1a2b3c4d".repeat(5),
  ref: "refs/heads/main",
  run_id: 1,
  run_attempt: 1,
});
const dispatch = (repository: string | undefined, ...containers: string[]): ReceivedDispatch => ({
  id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
  releases: containers.map((container) => ({ container, channel: "dev", image: `${container}:v1` })),
  ...(repository !== undefined && { source: source(repository) }),
});
const POLICY: Policy = {
  version: 1,
  containers: { api: { repository: { name: "acme/Api" } }, web: { image: "web" } },
};

test.each([
  ["a proved source, whatever the policy says", dispatch("acme/any", "api"), true, "acme/any"],
  ["the repository that the policy names", dispatch("Acme/api", "api"), false, "Acme/api"],
  ["a mere claim", dispatch("acme/web", "web"), false, undefined],
  ["another repository than the named one", dispatch("acme/any", "api"), false, undefined],
  ["one container of another repository", dispatch("acme/api", "api", "web"), false, undefined],
  ["a container that only JavaScript knows", dispatch("acme/api", "constructor"), false, undefined],
  ["a release by hand", dispatch(undefined, "api"), false, undefined],
  ["no source, though something was proved", dispatch(undefined, "api"), true, undefined],
])("%s", (_name, received, isProved, repository) => {
  expect(confirmedSource(POLICY, received, isProved)?.repository).toBe(repository);
});
