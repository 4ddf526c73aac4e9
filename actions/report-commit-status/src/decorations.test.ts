import { describe, expect, test } from "@jest/globals";
import { withInputs } from "../../../tools/testing/given-inputs.ts";
import { hear } from "../../../tools/testing/hear-testing.ts";
import { readDecorations } from "./inputs.ts";

const DECIDED = { description: "at first", targetUrl: "https://example.org/first" };
const read = (inputs: Record<string, string>, decided = DECIDED) =>
  withInputs(
    {
      action: "actions/report-commit-status",
      repository: "acme/my-app",
      event: { name: "push", payload: {} },
      inputs,
    },
    () => readDecorations(decided),
  );

describe("at the end of the job,", () => {
  test("what a later step has made counts, each by itself", async () => {
    expect(await read({ description: "at last" })).toEqual({ ...DECIDED, description: "at last" });
    const targetUrl = "https://example.org/last";
    expect(await read({ "target-url": targetUrl })).toEqual({ ...DECIDED, targetUrl });
  });

  test("what is empty by then is what it was", async () => {
    expect(await read({ description: "", "target-url": "" })).toEqual(DECIDED);
  });

  test.each(["argo", "argo.example/app", "javascript:alert(1)", "https://", "ftp://argo.example"])(
    "an address that is none is what it was, with a warning: %s",
    async (address) => {
      const { annotations } = await hear(async () => {
        expect(await read({ "target-url": address, description: "at last" })).toEqual({
          ...DECIDED,
          description: "at last",
        });
      });
      expect(annotations).toMatchObject([{ level: "warning", title: "target-url is ignored" }]);
    },
  );
});
