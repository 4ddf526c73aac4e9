import { describe, expect, test } from "@jest/globals";
import { readDispatch } from "../../../lib/releases/documents/dispatch.ts";
import type { Database } from "../../../lib/releases/generated/schema.generated.ts";
import { applyReleases, sourced } from "../../../lib/releases/rules/apply.ts";
import { OPEN_POLICY } from "../../../lib/releases/rules/policy.ts";
import { changed, fieldsOf, files, FORCE, generic, RELEASE, SOURCE } from "./schema-fields.ts";

describe("of a dispatch", () => {
  const { repository_id: _id, ...source } = SOURCE;
  const built = {
    version: 1,
    dispatch_id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
    releases: [
      { ...RELEASE, container: "other" },
      { ...RELEASE, digest: `sha256:${"a".repeat(64)}` },
    ],
    source,
    provenance: "a.b.c",
  };
  const handmade = {
    container: "my-app",
    release_channel: "dev",
    image: RELEASE.image,
    digest: `sha256:${"a".repeat(64)}`,
    dispatch_id: built.dispatch_id,
  };

  /** What is written, and the token that is verified. */
  function decisions(payload: object): string {
    const dispatch = readDispatch(payload, "eeeeeeee-0000-4000-8000-000000000000");
    const { id, releases, source, provenance } = dispatch;
    const options = { ...FORCE, id, policy: OPEN_POLICY };
    const empty: Database = { version: 1, releases: [] };
    return JSON.stringify([applyReleases(empty, sourced(releases, source), options), provenance]);
  }

  const others: Readonly<Record<string, unknown>> = {
    dispatch_id: "ffffffff-3b12-4f6a-9d21-0a1b2c3d4e5f",
    releases: [RELEASE],
    "releases.1.container": "renamed",
    "releases.1.channel": "stage",
    "releases.1.image": "ghcr.io/acme/my-app:v3",
    "releases.1.digest": undefined,
    source: undefined,
    "source.repository": "acme/lib",
    "source.sha": "f".repeat(40),
    "source.ref": "refs/heads/next",
    "source.run_id": 51,
    "source.run_attempt": 1,
    provenance: "a.b.d",
  };
  const dispatchSchema = files.get("dispatch.schema.json")?.$defs;
  /** Only a token proves it: a claim is not trusted. */
  const UNBELIEVED = { "source.repository_id": 7, "source.actor": "alice", "source.sent_by": "alice" };

  test("every field is listed", () => {
    const known = ["version", ...Object.keys(UNBELIEVED), ...Object.keys(others).map(generic)];
    expect(fieldsOf("dispatch.schema.json", dispatchSchema?.["dispatch"]).sort()).toEqual(known.sort());
    expect(Object.keys(dispatchSchema?.["handmade"]?.properties ?? {}).sort()).toEqual(
      Object.keys(handmade).sort(),
    );
  });

  test.each(Object.entries(others))("%s decides something", (path, value) => {
    expect(decisions(changed(built, path, value)) === decisions(built)).toBe(false);
  });

  test.each(Object.entries(UNBELIEVED))("%s is not trusted", (path, value) => {
    expect(decisions(changed(built, path, value))).toBe(decisions(built));
  });

  test("another version is refused", () => {
    expect(() => decisions({ ...built, version: 2 })).toThrow("version is 2");
  });

  test.each(Object.entries({ ...handmade, container: "x", release_channel: "x", image: "x:y" }))(
    "%s decides something in one that people write",
    (path, value) => {
      const other = value === Reflect.get(handmade, path) ? undefined : value;
      expect(decisions(changed(handmade, path, other)) === decisions(handmade)).toBe(false);
    },
  );
});
