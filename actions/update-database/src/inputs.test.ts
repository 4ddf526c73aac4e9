import { describe, expect, test } from "@jest/globals";
import { withInputs } from "../../../tools/testing/given-inputs.ts";
import { readInputs } from "./inputs.ts";

/** `rejected.bundle.test.ts` shows what becomes of bad input. */
const read = (inputs: Record<string, string>) =>
  withInputs(
    {
      action: "actions/update-database",
      token: "ghs_1",
      repository: "acme/releases",
      event: { name: "workflow_dispatch", payload: { repository: { default_branch: "main" } } },
      inputs: { ...inputs },
    },
    () => readInputs("https://github.com"),
  );

test("good input is read", async () => {
  expect(await read({})).toMatchObject({
    provenance: "optional",
    oidcIssuer: "https://token.actions.githubusercontent.com",
    leeway: 3_600_000,
    timeLimit: 600_000,
    force: false,
  });
});

describe("what is wrong is named, with what to do:", () => {
  test.each<[Record<string, string>, string]>([
    [
      { deadline: "soon" },
      'Input deadline is "soon": a number with s, m or h is allowed, such as 90s or 10m.',
    ],
    [{ force: "yes please" }, 'Input force is "yes please": true or false is allowed.'],
    [{ provenance: "maybe" }, 'Input provenance is "maybe": optional or required is allowed.'],
    [{ "provenance-leeway": "long" }, 'Input provenance-leeway is "long"'],
    [{ "oidc-issuer": "github.com" }, 'Input oidc-issuer is "github.com": give an address'],
  ])("%j", async (inputs, message) => {
    await expect(read(inputs)).rejects.toThrow(message);
  });
});
