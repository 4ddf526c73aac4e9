import { describe, expect, test } from "@jest/globals";
import { parseDeployConfig } from "./deploy-config.ts";
import { problemsOf } from "./testing.ts";

const CONFIG = `version: 1
name: my-app
team: payments
artifact:
  { repository: acme/my-app, container: my-app, image: "ghcr.io/acme/my-app:{branch}-{short-sha}", build: { workflow: build.yml } }
channels:
  dev:  { track: main, autodeploy: [build, config] }
  prod: {}
specs: [k8s/*.yaml]
`;
const config = (text: string, path = ".deploy/my-app.yaml") =>
  problemsOf(() => parseDeployConfig(text, path));

describe("a deploy config", () => {
  test("is read as it is written, with an artifact and without", () => {
    expect(parseDeployConfig(CONFIG, ".deploy/my-app.yaml")).toMatchObject({
      name: "my-app",
      channels: { prod: {} },
    });
    expect(
      parseDeployConfig("version: 1\nname: settings\nchannels: { dev: {} }\n", ".deploy/settings.yml")
        .artifact,
    ).toBeUndefined();
  });

  test.each<[string, string, string, string]>([
    [
      "another name than the file's",
      "name: my-app",
      "name: my-app-2",
      ".deploy/my-app.yaml:2:7: name is my-app-2, but the file is my-app.yaml: call the file my-app-2.yaml, or the config as the file",
    ],
    [
      "a tag that two commits share",
      "{branch}-{short-sha}",
      "{branch}",
      ".deploy/my-app.yaml:5:56: artifact.image is ghcr.io/acme/my-app:{branch}, but its tag must hold {short-sha} or {sha}: without it, two commits share one tag, and nobody could say which of them runs",
    ],
    [
      "two kinds of builds",
      "{ workflow: build.yml }",
      "{ workflow: build.yml, status: ci }",
      ".deploy/my-app.yaml:5:100: artifact.build must have one of workflow, check and status: it says which result counts",
    ],
    [
      "autodeploy of nothing",
      "track: main, ",
      "",
      ".deploy/my-app.yaml:7:3: channels.dev has autodeploy and lacks track, the branch that it follows",
    ],
    [
      "a branch that cannot be",
      "track: main",
      "track: a..b",
      ".deploy/my-app.yaml:7:18: channels.dev.track is a..b, which no branch can be called",
    ],
    [
      "alternatives in braces",
      "specs: [",
      "specs: ['k8s/{a,b}.yaml', ",
      ".deploy/my-app.yaml:9:9: specs[0] is k8s/{a,b}.yaml, but braces and parentheses mean nothing here: write one pattern for each",
    ],
    [
      "more stars than are compared",
      "specs: [",
      "paths: [x, k8s/a*b*c*d*]\nspecs: [",
      ".deploy/my-app.yaml:9:12: paths[1] is k8s/a*b*c*d*, but a part between two slashes has at most 3 stars: write more of its name",
    ],
    [
      "more channels than anybody has",
      "channels:",
      `channels:\n${Array.from({ length: 49 }, (_, at) => `  c${at}: {}\n`).join("")}`,
      `.deploy/my-app.yaml:6:1: channels is {${Array.from({ length: 13 }, (_, at) => `"c${at}":{}`).join(",")},"c13":{},"c1…, but must be a map from 1 to 50 channels to their rules`,
    ],
    [
      "more than anybody writes",
      "channels:",
      `# ${"x".repeat(65_533 - CONFIG.length + 1)}\nchannels:`,
      ".deploy/my-app.yaml: has 65537 characters, and at most 65536 are read: shorten it",
    ],
    [
      "a thing twice",
      "[build, config]",
      "[build, build]",
      ".deploy/my-app.yaml:7:24: channels.dev.autodeploy names one thing twice: keep one",
    ],
    [
      "a repository's address",
      "repository: acme/my-app,",
      "repository: acme/my-app.git,",
      '.deploy/my-app.yaml:5:17: artifact.repository is "acme/my-app.git", but must be owner/name (did you mean acme/my-app?)',
    ],
    [
      "a field that is not known",
      "track: main",
      "trak: main",
      ".deploy/my-app.yaml:7:11: channels.dev.trak is unknown (did you mean track?); known fields are track, autodeploy, initial, previews",
    ],
  ])("%s", (_what, from, to, problem) => {
    const text = CONFIG.replace(from, to);
    expect(text).not.toBe(CONFIG);
    expect(config(text)).toContain(problem);
  });

  test("without an artifact nothing is built", () => {
    const text = "version: 1\nname: my-app\nchannels:\n  dev: { track: main, autodeploy: [build] }\n";
    expect(config(text)).toEqual([
      ".deploy/my-app.yaml:4:23: channels.dev.autodeploy has build, but the config has no artifact that could be built: use config",
    ]);
  });
});
