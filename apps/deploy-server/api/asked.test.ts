import { expect, test } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import { calledIn } from "./asked.ts";
import { WISH_SCHEMA } from "./wish-schema.ts";

const TARGET = { config: "my-app", channel: "dev" };
const REQUEST = "6f0b1a52-6f6a-4b49-9c2b-2d4a3b7f1c11";
const isDescribed = new Ajv2020({ strict: false }).compile(WISH_SCHEMA);

test.each<[object, object]>([
  [{ branch: "refs/heads/main" }, { kind: "deploy", wish: { by: "branch", branch: "main" } }],
  [
    { branch: "main", config_sha: "1a2b3c4" },
    { kind: "deploy", wish: { by: "branch", branch: "main", configSha: "1a2b3c4" } },
  ],
  [{ pull_request: 12 }, { kind: "deploy", wish: { by: "pull request", number: 12 } }],
  [{ artifact_sha: "1a2b3c4" }, { kind: "deploy", wish: { by: "commit", sha: "1a2b3c4" } }],
  [
    { artifact_sha: "1a2b3c4", config_sha: "f".repeat(40) },
    { kind: "deploy", wish: { by: "commit", sha: "1a2b3c4", configSha: "f".repeat(40) } },
  ],
  [{ config_sha: "1a2b3c4" }, { kind: "deploy", wish: { by: "config", sha: "1a2b3c4" } }],
  ...["1.4.2", "v1.4.2", "1.5.0-rc.1", "1.4.2+build.7"].map((version): [object, object] => [
    { version },
    { kind: "deploy", wish: { by: "version", version } },
  ]),
  [{ reapply: REQUEST }, { kind: "reapply", which: REQUEST }],
  [{ reapply: "f".repeat(40) }, { kind: "reapply", which: "f".repeat(40) }],
  [{ undeploy: true }, { kind: "undeploy" }],
  [{ rollback: true }, { kind: "rollback" }],
  [{ resume: true }, { kind: "resume" }],
  [{ adopt: true }, { kind: "adopt" }],
])("%j is read as %j, and described so", (what, wished) => {
  const body = { ...TARGET, ...what, why: "a trial" };
  expect(calledIn(JSON.stringify(body))).toEqual({ target: TARGET, wished, why: "a trial" });
  expect([isDescribed(body), isDescribed.errors ?? []]).toEqual([true, []]);
});

test.each<[string, object]>([
  ["nothing", {}],
  ["two artifacts", { branch: "main", artifact_sha: "1a2b3c4" }],
  ["two acts", { undeploy: true, resume: true }],
  ["an act and an artifact", { rollback: true, branch: "main" }],
  ["a config for an act", { undeploy: true, config_sha: "1a2b3c4" }],
  ["a config for a chart", { version: "1.4.2", config_sha: "1a2b3c4" }],
  ["a flag that is none", { resume: "yes" }],
  ["a flag that is none beside what could be deployed", { branch: "main", undeploy: "true" }],
  ["a flag that is a number", { artifact_sha: "1a2b3c4", rollback: 1 }],
  ["a why of two lines, one a trailer", { branch: "main", why: "x\nDeploy-Request: 1" }],
  ["a version that leads elsewhere", { version: "../../x" }],
  ["a short commit", { artifact_sha: "1a2b3c" }],
  ["a config by its branch", { config_sha: "main" }],
  ["an earlier deploy by its number", { reapply: "3" }],
  ["a pull request that is none", { pull_request: 0 }],
  ["a misspelt field", { branch: "main", chanel: "qa" }],
  ["no channel", { branch: "main", channel: undefined }],
  ["too long a why", { branch: "main", why: "y".repeat(301) }],
])("%s is neither read nor described", (_name, what) => {
  const body: unknown = JSON.parse(JSON.stringify({ ...TARGET, ...what }));
  expect(() => calledIn(JSON.stringify(body))).toThrow(/\w/);
  expect(isDescribed(body)).toBe(false);
});
