import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { readDispatch } from "./dispatch.ts";
import { imageFault, splitImage } from "./image.ts";

test.each([
  ["app:v1", { name: "app", tag: "v1", digest: undefined }],
  ["localhost:5000/app", { name: "localhost:5000/app", tag: undefined, digest: undefined }],
  ["localhost:5000/a/b:v1", { name: "localhost:5000/a/b", tag: "v1", digest: undefined }],
  ["app:v1@sha256:abc", { name: "app", tag: "v1", digest: "sha256:abc" }],
  ["app@sha256:abc", { name: "app", tag: undefined, digest: "sha256:abc" }],
])("splits %s", (image, parts) => {
  expect(splitImage(image)).toEqual(parts);
});

test("every refused image gets a reason of its own", () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(..."aA1:/@._- \n") }));
  fc.assert(
    fc.property(text, (image) => {
      const read = () => readDispatch({ container: "a", release_channel: "b", image }, "x");
      try {
        read();
      } catch (error) {
        expect(String(error)).toMatch(/its? (tag|name|has no tag|holds|is empty|looks like)|digest is /);
      }
    }),
    { numRuns: 500 },
  );
});

test("says nothing of values that are no images", () => {
  expect(imageFault("owner/name", "x")).toBeUndefined();
});

test.each([
  ["app", "it has no tag: write app:<tag>"],
  ["localhost:5000/app", "it has no tag: write localhost:5000/app:<tag>"],
  ["ghcr.io/acme/My App", 'it has no tag, and its name "ghcr.io/acme/My App" is invalid'],
  ["ghcr.io/Acme/app", "it has no tag, and its name must be lower case: ghcr.io/acme/app"],
  ["ghcr.io/acme/app:feature/x", 'its tag "feature/x" is invalid'],
  ["localhost:5000/app:feature/x", 'its tag "feature/x" is invalid'],
  ["app:a/b c", 'its tag "a/b c" is invalid'],
  // A tag of the greatest length is not what is wrong.
  [`ghcr.io/Acme/app:${"x".repeat(128)}`, "its name must be lower case: ghcr.io/acme/app"],
  [`ghcr.io/Acme/app:${"x".repeat(129)}`, "its tag has 129 characters: at most 128 are allowed"],
  ["ghcr.io/Acme/my app:v1", 'its name "ghcr.io/Acme/my app" is invalid'],
  ["ghcr.io/acme/app:v1,ghcr.io/acme/app:latest", "it looks like 2 images: give one, with one tag"],
  ["ghcr.io/acme/app:v1\nghcr.io/acme/app:v2\nghcr.io/acme/app:latest", "it looks like 3 images"],
  ['["ghcr.io/acme/app:v1", "ghcr.io/acme/app:v2"]', "it looks like 2 images"],
  ["", "it is empty: look at the expression that fills it"],
  [":v1", "its name is empty: look at the expression that fills it"],
  ["ghcr.io/acme/app:", "its tag is empty: look at the expression that fills it"],
])("says of %s what can be mended", (image, fault) => {
  expect(imageFault("an image with a tag", image)).toContain(fault);
});
