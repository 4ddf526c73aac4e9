import { expect, test } from "@jest/globals";
import { VIRTUAL } from "../../../lib/deploys/desired.ts";
import { wholeFile } from "../../../lib/deploys/preview.ts";
import { changesOf } from "./target-file.ts";
import { NOTHING_UNDONE } from "./undeployed-before.ts";

const FILE = "prod/values.yaml";
const OTHER = "prod/templates/deployment.yaml";
const TEXT = 'image:\n  tag: "main-0000000"\n  digest: "none"\n';
const DIGEST = `sha256:${"a".repeat(64)}`;
const SHA = "1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d";
const target = { config: "my-app", channel: "prod" };
const placement = { cluster: "eu", file: FILE, field: "image.tag" };

const desired = (digest?: string) => {
  const artifact = { sha: SHA, image: "ghcr.io/acme/my-app:main-1a2b3c4", ...(digest && { digest }) };
  return { kind: "artifactful", configSha: SHA, artifact } as const;
};
const filesOf = (...paths: readonly string[]) => ({
  repository: "acme/releases",
  texts: new Map(paths.map((path) => [path, path === FILE ? TEXT : "kind: Deployment\n"])),
});
const tag = {
  repository: "acme/releases",
  file: FILE,
  field: "image.tag",
  before: "main-0000000",
  after: "main-1a2b3c4",
};

test("a release without its digest changes the tag alone", () => {
  expect(changesOf(placement, filesOf(FILE), { target, to: desired(), undone: NOTHING_UNDONE })).toEqual([
    tag,
  ]);
});

test("where the file is to say the digest, one that nobody has said is refused, and none is made up", () => {
  const withDigest = { ...placement, digest_field: "image.digest" };
  const edit = (digest?: string) => ({ target, to: desired(digest), undone: NOTHING_UNDONE });
  expect(changesOf(withDigest, filesOf(FILE), edit(DIGEST))).toEqual([
    tag,
    { ...tag, field: "image.digest", before: "none", after: DIGEST },
  ]);
  expect(() => changesOf(withDigest, filesOf(FILE), edit())).toThrow(
    "the ledger has ghcr.io/acme/my-app:main-1a2b3c4 without its digest, which image.digest is to say: release it again with its digest",
  );
});

test.each([
  ["another file", OTHER],
  ["the file with the version itself", FILE],
])("an undeploy removes %s, and a deploy brings it back", (_which, remove) => {
  const undeployable = { ...placement, undeploy: { remove } };
  const texts = filesOf(FILE, OTHER).texts;
  const text = texts.get(remove) ?? "";
  const [removal, ...more] = changesOf(undeployable, filesOf(FILE, OTHER), {
    target,
    to: VIRTUAL,
    undone: NOTHING_UNDONE,
  });
  expect([removal, more]).toEqual([
    { repository: "acme/releases", file: remove, field: "", before: wholeFile(text), after: null },
    [],
  ]);
  const left = filesOf(...[FILE, OTHER].filter((path) => path !== remove));
  const undone = { changes: [], removed: new Map([[remove, text]]) };
  expect(changesOf(undeployable, left, { target, to: desired(DIGEST), undone })).toEqual([
    { repository: "acme/releases", file: remove, field: "", before: null, after: wholeFile(text) },
    tag,
  ]);
  // Somebody has brought it back by hand: it is as they left it.
  expect(changesOf(undeployable, filesOf(FILE, OTHER), { target, to: desired(DIGEST), undone })).toEqual([
    tag,
  ]);
});

test("a config without an image changes the commit that its file says, and no file that says none", () => {
  const to = { kind: "artifactless", configSha: SHA } as const;
  const at = { ...placement, file: "apps/settings.yaml", field: "spec.source.targetRevision" };
  const before = "f".repeat(40);
  const filesWith = (revision: string) => ({
    repository: "acme/releases",
    texts: new Map([
      ["apps/settings.yaml", `spec:\n  source:\n    targetRevision: ${revision}\n    path: ${SHA}\n`],
    ]),
  });
  const edit = { target, to, undone: NOTHING_UNDONE };
  expect(changesOf(at, filesWith(before), edit)).toEqual([
    { repository: "acme/releases", file: "apps/settings.yaml", field: at.field, before, after: SHA },
  ]);
  for (const revision of ["main", before.slice(1), "v1.2.3"]) {
    expect(() => changesOf(at, filesWith(revision), edit)).toThrow(
      `spec.source.targetRevision in apps/settings.yaml says ${revision}, which is no commit of 40 digits`,
    );
  }
  const { field: _field, ...without } = at;
  expect(() => changesOf(without, filesWith(before), edit)).toThrow("names no field of apps/settings.yaml");
});
