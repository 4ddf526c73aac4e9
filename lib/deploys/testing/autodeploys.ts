import type { AutodeployDecision } from "../autodeploy-decision.ts";
import type { AutodeployEvent, AutodeployFacts } from "../autodeploy-facts.ts";
import { autodeploy } from "../autodeploy.ts";
import { parseDeployConfig } from "../config/deploy-config.ts";
import { type Artifactful, type Artifactless } from "../desired.ts";

/** Two configs, what runs of them, and what is decided on an event, in one line. */

export const sha = (digit: string): string => digit.repeat(40);
export const OLD = sha("1");
export const NEW = sha("2");
const CONFIG_SHA = sha("c");
const REPOSITORY = "acme/my-app";

export const SETTINGS = parseDeployConfig(
  `version: 1
name: settings
paths: [k8s/*.yaml]
channels:
  dev: { track: main, autodeploy: [config], initial: auto, previews: true }
  qa: { track: release, autodeploy: [config] }
  prod: { track: main, autodeploy: [config], previews: true }
  stag: {}
`,
  ".deploy/settings.yaml",
);

const app = (container: string) =>
  parseDeployConfig(
    `version: 1
name: my-app
artifact: { repository: ${REPOSITORY}, container: ${container}, image: "ghcr.io/acme/my-app:{branch}-{short-sha}" }
channels:
  dev: { track: main, autodeploy: [build, config], initial: auto, previews: true }
  qa: { track: release, autodeploy: [build] }
  prod: { track: main, autodeploy: [build], previews: true }
  stag: { track: main }
`,
    ".deploy/my-app.yaml",
  );
export const APP = app("my-app");
/** The ledger would know it by another name. */
export const OTHER = app("my-app-web");

const APPLIED: Artifactless = { kind: "artifactless", configSha: OLD };
const RUNNING: Artifactful = {
  kind: "artifactful",
  configSha: sha("b"),
  artifact: { sha: OLD, image: "ghcr.io/acme/my-app:main-1111111", digest: `sha256:${"d".repeat(64)}` },
};
export const run = (run_id: number, run_attempt = 1) => ({ repository: REPOSITORY, run_id, run_attempt });

export const push = (more: Partial<Extract<AutodeployEvent, { type: "push" }>> = {}): AutodeployEvent => ({
  type: "push",
  branch: "main",
  after: NEW,
  forced: false,
  changed: true,
  ...more,
});
export const built = (more: Partial<Extract<AutodeployEvent, { type: "build" }>> = {}): AutodeployEvent => ({
  type: "build",
  branch: "main",
  sha: NEW,
  build: run(20),
  result: "green",
  ...more,
});

export function decide(event: AutodeployEvent, facts: Partial<AutodeployFacts>): AutodeployDecision {
  return autodeploy(event, {
    config: APP,
    configSha: CONFIG_SHA,
    channel: "dev",
    isProtected: facts.channel === "prod",
    defaultBranch: "main",
    desired: facts.config === SETTINGS ? APPLIED : RUNNING,
    desiredBuild: run(10),
    ancestry: "descendant",
    head: NEW,
    ...facts,
  });
}

/** In one line: `autodeploy build main 2222222`, `nothing: pinned`. */
export function said(decision: AutodeployDecision): string {
  if (decision.kind !== "request") return `${decision.kind}: ${decision.code}`;
  const { request, wish, preview } = decision;
  const what =
    wish.by === "build"
      ? `${wish.image} config ${wish.configSha.slice(0, 4)}`
      : wish.by === "desired"
        ? [wish.desired.kind, wish.desired.configSha?.slice(0, 4), wish.desired.artifact?.sha.slice(0, 4)]
            .filter((part) => part !== undefined)
            .join(" ")
        : wish.by;
  return `${request} ${what}${preview === undefined ? "" : ` as preview/${preview}`}`;
}

export const DEPLOYS_NEW = "autodeploy ghcr.io/acme/my-app:main-2222222 config cccc";
export const APPLIES_NEW = "autodeploy artifactless 2222";

/** What happens, with the facts that are not as usual, and what is said of it. */
export type Row = readonly [
  what: string,
  event: AutodeployEvent,
  facts: Partial<AutodeployFacts>,
  said: string,
];
