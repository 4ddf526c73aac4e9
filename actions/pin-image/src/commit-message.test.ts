import { expect, test } from "@jest/globals";
import { commitMessage, imageTrailer } from "./commit-message.ts";

const DIGEST = `sha256:${"1a2b3c4d".repeat(8)}`;
const pin = { name: "api", image: "ghcr.io/acme/api", digest: DIGEST };

test("a pin without a tag is called by twelve digits of its digest, as registries and Docker show it", () => {
  expect(commitMessage(pin, "(nothing)")).toEqual({
    headline: "deploy(api): sha256:1a2b3c4d1a2b",
    body: `api: (nothing) → ghcr.io/acme/api@${DIGEST}\n\nImage: ghcr.io/acme/api@${DIGEST}`,
  });
});

test("a pin with a tag is called by it, and says what it was built from", () => {
  const built = { ...pin, tag: "1.2.3", revision: "a".repeat(40) };
  const { headline, body } = commitMessage(built, "(nothing)");
  expect(headline).toBe("deploy(api): 1.2.3");
  expect(body.split("\n")).toEqual(
    expect.arrayContaining([imageTrailer(built), `Built-From: ${"a".repeat(40)}`]),
  );
});
