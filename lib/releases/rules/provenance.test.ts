import { describe, expect, test } from "@jest/globals";
import { missingProvenance, vouchedContent } from "./provenance.ts";

const ID = "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f";
const release = { container: "my-app", channel: "dev", image: "app:v1" };

describe("what a build vouches for", () => {
  test("is the same however it was written", () => {
    const { container, channel, image } = release;
    expect(vouchedContent(ID.toUpperCase(), [{ image, channel, container }])).toBe(
      vouchedContent(ID, [release]),
    );
  });

  test("is this text, in every version of the actions", () => {
    const digest = `sha256:${"a".repeat(64)}`;
    expect(vouchedContent(ID.toUpperCase(), [release, { ...release, channel: "prod", digest }])).toBe(
      `["${ID}",[["my-app","dev","app:v1",null],["my-app","prod","app:v1","${digest}"]]]`,
    );
  });

  test.each([
    ["id", vouchedContent(ID.replace("7", "8"), [release])],
    ["container", vouchedContent(ID, [{ ...release, container: "b" }])],
    ["channel", vouchedContent(ID, [{ ...release, channel: "prod" }])],
    ["image", vouchedContent(ID, [{ ...release, image: "app:v2" }])],
    ["digest", vouchedContent(ID, [{ ...release, digest: `sha256:${"a".repeat(64)}` }])],
    ["number of releases", vouchedContent(ID, [release, { ...release, container: "b" }])],
  ])("differs with the %s", (_what, content) => {
    expect(content).not.toBe(vouchedContent(ID, [release]));
  });
});

describe("a dispatch without provenance", () => {
  const releases = [release, { ...release, channel: "prod" }];
  const prod = ({ channel }: { readonly channel: string }) => channel === "prod";

  test("lacks it for the releases that need it", () => {
    expect(missingProvenance({ id: ID, releases }, prod)).toEqual([
      {
        path: "releases[1]",
        message: expect.stringContaining("releases[1], my-app in prod, needs provenance"),
      },
    ]);
    expect(missingProvenance({ id: ID, releases }, () => false)).toEqual([]);
  });

  test("lacks nothing when it has a token: that is for others to verify", () => {
    expect(missingProvenance({ id: ID, releases, provenance: "a.b.c" }, prod)).toEqual([]);
  });
});
