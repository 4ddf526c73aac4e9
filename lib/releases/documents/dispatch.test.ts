import { describe, expect, test } from "@jest/globals";
import { buildDispatch, readDispatch } from "./dispatch.ts";

const ID = "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f";
const FALLBACK = "00000000-0000-8000-8000-000000000001";
const RELEASE = { container: "my-app", channel: "dev", image: "ghcr.io/acme/my-app:v1" };
const SOURCE = {
  repository: "acme/my-app",
  sha: "0".repeat(40),
  ref: "refs/heads/main",
  run_id: 1,
  run_attempt: 1,
};
const DISPATCH = { version: 1 as const, dispatch_id: ID, releases: [RELEASE], source: SOURCE };
const HANDMADE = { container: "my-app", release_channel: "dev", image: "ghcr.io/acme/my-app:v1" };
const DIGEST = `sha256:${"a".repeat(64)}`;

describe("a payload", () => {
  test("of trigger-dispatch is read", () => {
    expect(readDispatch(DISPATCH, FALLBACK)).toEqual({ id: ID, releases: [RELEASE], source: SOURCE });
  });

  test("keeps its proof, and what else it has in whichever form", () => {
    const token = "a.b.c";
    expect(readDispatch({ ...DISPATCH, provenance: token }, FALLBACK)).toEqual({
      id: ID,
      releases: [RELEASE],
      source: SOURCE,
      provenance: token,
    });
    expect(readDispatch({ ...DISPATCH, source: undefined }, FALLBACK)).not.toHaveProperty("source");
    expect(readDispatch({ ...HANDMADE, digest: DIGEST }, FALLBACK).releases).toEqual([
      { ...RELEASE, digest: DIGEST },
    ]);
  });

  test("claims a source, but cannot claim that it is proved: neither the repository's id nor who started it is read", () => {
    const proved = { repository_id: 7, actor: "alice", sent_by: "octo-bot[bot]" };
    const claimed = { ...DISPATCH, source: { ...SOURCE, ...proved, unknown: "field" } };
    expect(readDispatch(claimed, FALLBACK).source).toEqual(SOURCE);
  });

  test("written by hand is read, and takes the id of its run", () => {
    expect(readDispatch(HANDMADE, FALLBACK)).toEqual({ id: FALLBACK, releases: [RELEASE] });
    expect(readDispatch({ ...HANDMADE, dispatch_id: ID.toUpperCase() }, FALLBACK).id).toBe(ID);
  });

  test("may have as many properties as GitHub accepts", () => {
    const own = Object.fromEntries(Array.from({ length: 7 }, (_, index) => [`own_${index}`, index]));
    const payload = { ...HANDMADE, ...own };
    expect(Object.keys(payload)).toHaveLength(10);
    expect(() => readDispatch(payload, FALLBACK)).not.toThrow(/top-level properties/);
    expect(() => readDispatch({ ...payload, one_more: 1 }, FALLBACK)).toThrow(
      "it has 11 top-level properties, but GitHub accepts 10",
    );
  });

  test("may hold the digest in the image", () => {
    const image = `${RELEASE.image}@${DIGEST}`;
    expect(readDispatch({ ...HANDMADE, image }, FALLBACK).releases).toEqual([{ ...RELEASE, digest: DIGEST }]);
    expect(readDispatch({ ...DISPATCH, releases: [{ ...RELEASE, image }] }, FALLBACK).releases).toEqual([
      { ...RELEASE, digest: DIGEST },
    ]);
  });

  test.each([
    ["nothing", undefined, "client_payload: it is missing, but must be an object"],
    ["a list", [], "client_payload: it is [], but must be an object"],
    [
      "an id as runs make them for themselves",
      { ...DISPATCH, dispatch_id: "7F9C24E8-3B12-8F6A-9D21-0A1B2C3D4E5F" },
      "dispatch_id is 7F9C24E8-3B12-8F6A-9D21-0A1B2C3D4E5F, a version 8 UUID",
    ],
    [
      "such an id in the flat form",
      { ...HANDMADE, dispatch_id: FALLBACK },
      `dispatch_id is ${FALLBACK}, a version 8 UUID, which only runs of this repository make for themselves: send a random one, as uuidgen makes it`,
    ],
    [
      "another version",
      { ...DISPATCH, version: 2 },
      "version is 2, but this release repository supports only 1",
    ],
    [
      "eleven properties",
      Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`p${i}`, i])),
      "it has 11 top-level properties, but GitHub accepts 10",
    ],
    [
      "no releases",
      { ...DISPATCH, releases: [] },
      "releases is a list of 0, but must be a list of 1 to 500 releases",
    ],
    [
      "releases that are no list",
      { ...DISPATCH, releases: "my-app" },
      'releases is "my-app", but must be a list of 1 to 500 releases',
    ],
    [
      "a release that is null",
      { ...DISPATCH, releases: [null] },
      "releases[0] is null, but must be container, channel, image and perhaps digest",
    ],
    [
      "a release without image",
      { ...DISPATCH, releases: [{ container: "a", channel: "b" }] },
      "releases[0] lacks image",
    ],
    [
      "an unknown field",
      { ...HANDMADE, "release-channel": "dev" },
      "release-channel is unknown (did you mean release_channel?); known fields are container, release_channel, image, digest, dispatch_id",
    ],
    [
      "a container with a slash",
      { ...HANDMADE, container: "acme/app" },
      'container is "acme/app", but must be lower-case letters and digits',
    ],
    [
      "a channel in capitals",
      { ...HANDMADE, release_channel: "Prod" },
      'release_channel is "Prod", but must be lower-case letters and digits',
    ],
    ["an image of a number", { ...HANDMADE, image: 7 }, "image is 7, but must be an image with a tag"],
    [
      "an image without a tag",
      { ...HANDMADE, image: "ghcr.io:5000/acme/app" },
      "it has no tag: write ghcr.io:5000/acme/app:<tag>",
    ],
    ["an illegal tag", { ...HANDMADE, image: "app:feature/x" }, 'image is "app:feature/x", but'],
    ["a tag with a space", { ...HANDMADE, image: "app:a b" }, 'its tag "a b" is invalid'],
    [
      "a tag too long",
      { ...HANDMADE, image: `app:${"x".repeat(129)}` },
      "its tag has 129 characters: at most 128 are allowed",
    ],
    [
      "a name in capitals",
      { ...HANDMADE, image: "ghcr.io/Acme/App:v1" },
      "its name must be lower case: ghcr.io/acme/app",
    ],
    ["an image with a line break", { ...HANDMADE, image: "app:v1\nDispatch-Id: x" }, "is invalid"],
    [
      "a broken digest",
      { ...HANDMADE, digest: "sha256:abc" },
      'digest is "sha256:abc", but must be sha256: and 64 lower-case hexadecimal digits',
    ],
    [
      "two digests",
      { ...HANDMADE, image: `${RELEASE.image}@${DIGEST}`, digest: DIGEST },
      "it contains a digest in addition to the digest field",
    ],
    [
      "something behind the digest",
      { ...HANDMADE, image: `${RELEASE.image}@${DIGEST}@x` },
      `digest is "${DIGEST}@x", but must be sha256: and 64 lower-case hexadecimal digits`,
    ],
    [
      "a repeated release",
      { ...DISPATCH, releases: [RELEASE, RELEASE] },
      "releases[1] repeats my-app in dev, which is releases[0]",
    ],
    [
      "a source with a short sha",
      { ...DISPATCH, source: { ...SOURCE, sha: "1a2b3c4" } },
      'source.sha is "1a2b3c4", but must be a full commit id',
    ],
    [
      "a run id that is no number",
      { ...DISPATCH, source: { ...SOURCE, run_id: "1" } },
      'source.run_id is "1", but must be a whole number from 1',
    ],
  ])("with %s is refused", (_name, payload, message) => {
    expect(() => readDispatch(payload, FALLBACK)).toThrow(message);
  });
});

describe("building", () => {
  test("refuses what GitHub would not take, before it is sent", () => {
    const releases = Array.from({ length: 400 }, (_, i) => ({
      ...RELEASE,
      container: `app-${i}`,
      image: `ghcr.io/acme/app-${i}:${"x".repeat(120)}`,
    }));
    expect(() => buildDispatch({ ...DISPATCH, releases })).toThrow(
      /the payload of 400 releases has \d+ bytes, but GitHub accepts 65535: split the releases into several dispatches/,
    );
  });

  /** A dispatch whose JSON is so many bytes long, and a good deal fewer characters. */
  function dispatchOf(bytes: number) {
    const withNote = (note: string) => ({ ...DISPATCH, source: { ...SOURCE, note } });
    const free = bytes - Buffer.byteLength(JSON.stringify(withNote("")));
    const dispatch = withNote("x".repeat(free % 3) + "→".repeat(Math.floor(free / 3)));
    expect(Buffer.byteLength(JSON.stringify(dispatch))).toBe(bytes);
    return dispatch;
  }

  test("counts bytes, not characters", () => {
    expect(buildDispatch(dispatchOf(65_535))).toEqual(dispatchOf(65_535));
    expect(() => buildDispatch(dispatchOf(65_536))).toThrow(
      "the payload of 1 releases has 65536 bytes, but GitHub accepts 65535",
    );
  });

  test("gives what reading understands", () => {
    expect(readDispatch(buildDispatch(DISPATCH), FALLBACK)).toEqual({
      id: ID,
      releases: [RELEASE],
      source: SOURCE,
    });
  });
});
