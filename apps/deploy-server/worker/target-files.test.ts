import { describe, expect, test } from "@jest/globals";
import { parseServerConfig, placementsOf } from "../../../lib/deploys/config/server-config.ts";
import { newRequest } from "../../../lib/deploys/request.ts";
import { readDocuments } from "../../../lib/release-write/documents.ts";
import { confirmedChanges } from "./confirmed-changes.ts";
import { changesIn, type TargetFiles } from "./target-files.ts";
import { NOTHING_UNDONE } from "./undeployed-before.ts";

const RELEASES = { owner: "acme", repo: "releases" };
const FILES = { database: "db/db.json", policy: "db/policy.json", server: "db/server.yaml" };
const world = { settings: { releases: { repository: RELEASES, branch: "main", ...FILES } } };
const target = { config: "my-app", channel: "prod" };
const DIGEST = `sha256:${"1".repeat(64)}`;
const sha = "1a2b3c4".padEnd(40, "0");
const artifact = { sha, image: "ghcr.io/acme/my-app:main-1a2b3c4", digest: DIGEST };
const to = { kind: "artifactful", configSha: sha, artifact } as const;

const PLACEMENTS = [
  "{ cluster: eu, application: a, file: values.yaml, field: image.tag }",
  "{ cluster: us, application: b, file: values.yaml, field: image.tag }",
  "{ cluster: us, application: c, file: values.yaml, field: canary.tag }",
  "{ cluster: us, application: d, repository: acme/charts, file: values.yaml, field: image.tag }",
  "{ cluster: us, application: e, file: other.yaml, field: image.tag }",
];
const text = (tag: string) => `image:\n  tag: ${tag}\ncanary:\n  tag: ${tag}\n`;

/** The release repository and acme/charts, each with a file of one name. */
function filesWith(here: string, there: string): TargetFiles {
  const clusters = ["eu", "us"].map(
    (name) =>
      `  ${name}: { engine: argo-cd, url: "https://${name}.example.org", token: env:CLUSTER_T, project: p }`,
  );
  const config = parseServerConfig(
    [
      "version: 1",
      "clusters:",
      ...clusters,
      "targets:",
      "  my-app/prod:",
      ...PLACEMENTS.map((one) => `    - ${one}`),
      "",
    ].join("\n"),
    FILES.server,
  );
  const documents = readDocuments(
    { database: '{"version":1,"releases":[]}', policy: undefined, locks: undefined },
    { path: FILES.database, policyPath: FILES.policy },
  );
  const files = new Map([
    ["values.yaml", text(here)],
    ["other.yaml", text(here)],
  ]);
  return {
    state: { ...documents, head: sha, config, files },
    placements: placementsOf(config, target),
    elsewhere: { repository: "acme/charts", branch: "main" },
    texts: new Map([["values.yaml", text(there)]]),
  };
}

const placesOf = (files: TargetFiles) =>
  changesIn(world, files, { target, to, undone: NOTHING_UNDONE }).map(
    ({ repository, file, field, before, after }) => `${repository} ${file} ${field}: ${before} → ${after}`,
  );

test("each value of each file of each repository is changed once, however many clusters read it", () => {
  expect(placesOf(filesWith("main-0000000", "main-9999999"))).toEqual([
    "acme/releases values.yaml image.tag: main-0000000 → main-1a2b3c4",
    "acme/releases values.yaml canary.tag: main-0000000 → main-1a2b3c4",
    "acme/charts values.yaml image.tag: main-9999999 → main-1a2b3c4",
    "acme/releases other.yaml image.tag: main-0000000 → main-1a2b3c4",
  ]);
});

describe("what was confirmed", () => {
  const shownFiles = filesWith("main-0000000", "main-9999999");
  const changes = changesIn(world, shownFiles, { target, to, undone: NOTHING_UNDONE });
  const asked = newRequest(
    {
      id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
      target,
      kind: "deploy",
      wish: { by: "branch", branch: "main" },
      by: { via: "slack", chat: { team: "T1", user: "U1" }, chatChannel: "C1" },
      why: "",
      waves: PLACEMENTS.length,
    },
    "2026-11-29T14:00:00Z",
  );
  const request = {
    ...asked,
    to,
    shown: { target, from: { kind: "virtual" } as const, to, changes, companions: [], drift: [] },
  };
  const confirmed = (files: TargetFiles) =>
    confirmedChanges(world, files, { request, undone: NOTHING_UNDONE });

  test("is written where the files say the same still", () => {
    expect(confirmed(shownFiles)).toEqual(changes);
  });

  test.each([
    [
      "in the release repository",
      "main-7654321",
      "main-9999999",
      "image.tag in values.yaml says main-7654321",
    ],
    ["in another repository", "main-0000000", "main-7654321", "image.tag in values.yaml says main-7654321"],
    [
      "in another repository, to what the file of that name says in the release repository",
      "main-0000000",
      "main-0000000",
      "image.tag in values.yaml says main-0000000",
    ],
  ])("is refused where a file has changed since %s", (_name, here, there, says) => {
    expect(() => confirmed(filesWith(here, there))).toThrow(`${says} now, which was not confirmed`);
  });
});
