import { describe, expect, test } from "@jest/globals";
import { withInputs } from "../../../tools/testing/given-inputs.ts";
import { readInputs } from "./inputs.ts";

/** `bundle.test.ts` shows what becomes of bad input. */
const read = (inputs: Record<string, string>) =>
  withInputs(
    {
      action: "actions/pin-image",
      token: "ghs_1",
      repository: "acme/releases",
      event: { name: "workflow_dispatch", payload: { repository: { default_branch: "main" } } },
      inputs: { name: "api", image: "ghcr.io/acme/api", digest: `sha256:${"a".repeat(64)}`, ...inputs },
    },
    readInputs,
  );

test("good input is read", async () => {
  expect(await read({})).toMatchObject({ pin: { name: "api" }, branch: "main", timeLimit: 600_000 });
});

describe("what is wrong is named, with what to do:", () => {
  test.each<[Record<string, string>, string]>([
    [{ digest: "sha256:abc" }, 'Input digest is "sha256:abc": use sha256: and 64 hexadecimal digits'],
    [{ digest: "" }, "Input digest is empty: give the image's digest"],
    [{ image: "ghcr.io/Acme/api" }, 'Input image is "ghcr.io/Acme/api": use a lower-case image'],
    [{ image: "ghcr.io/acme/api:v1" }, 'Input image is "ghcr.io/acme/api:v1": use a lower-case image'],
    [{ name: "A" }, 'Input name is "A": use the name in the manifests'],
    [{ tag: ".x" }, 'Input tag is ".x": use at most 128 letters'],
    [{ revision: "main" }, 'Input revision is "main": use the 40 hexadecimal digits'],
    [{ order: "1.5" }, 'Input order is "1.5": use a whole number'],
    [{ path: "../kustomization.yaml" }, 'Input path is "../kustomization.yaml": give the path of a file'],
  ])("%j", async (inputs, message) => {
    await expect(read(inputs)).rejects.toThrow(message);
  });
});
