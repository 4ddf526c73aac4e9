import { expect, test } from "@jest/globals";
import { forAcme } from "./templates.ts";

test("a workflow that names another release repository comes back for acme/releases", () => {
  expect(
    forAcme(`
      - uses: actions/checkout@v5
      - uses: docker/login-action@v3
      - uses: Globex/the.releases/actions/trigger-dispatch@v1
    uses: Globex/the.releases/.github/workflows/preview-environment.yml@v1
    uses: ./.github/workflows/build.yml`),
  ).toBe(`
      - uses: actions/checkout@v5
      - uses: docker/login-action@v3
      - uses: acme/releases/actions/trigger-dispatch@v1
    uses: acme/releases/.github/workflows/preview-environment.yml@v1
    uses: ./.github/workflows/build.yml`);
});
