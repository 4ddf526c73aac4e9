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
        expect(String(error)).toMatch(/its? (tag|name|has no tag|holds)|digest is /);
      }
    }),
    { numRuns: 500 },
  );
});

test("says nothing of values that are no images", () => {
  expect(imageFault("owner/name", "x")).toBeUndefined();
});
