import { describe, expect, test } from "@jest/globals";
import { withInputs } from "../../../tools/testing/given-inputs.ts";
import { hear } from "../../../tools/testing/hear-testing.ts";
import { readDecorations } from "./inputs.ts";

const DECIDED = {
  description: "at first",
  logUrl: "https://logs.example.org/first",
  environmentUrl: "https://first.example.org",
};
const read = (inputs: Record<string, string>) =>
  withInputs(
    {
      action: "actions/create-deployment",
      repository: "acme/app",
      event: { name: "push", payload: {} },
      inputs,
    },
    () => readDecorations(DECIDED),
  );

describe("at the end of the job,", () => {
  test.each([
    ["description", "at last", { description: "at last" }],
    ["log-url", "https://logs.example.org/last", { logUrl: "https://logs.example.org/last" }],
    ["environment-url", "https://last.example.org", { environmentUrl: "https://last.example.org" }],
  ])("a %s that a later step has made counts, and nothing else changes", async (name, value, changed) => {
    expect(await read({ [name]: value })).toEqual({ ...DECIDED, ...changed });
  });

  test("what is empty by then is what it was", async () => {
    expect(await read({ description: "", "log-url": "", "environment-url": "" })).toEqual(DECIDED);
  });

  test("a description is cut to what GitHub takes", async () => {
    const { description } = await read({ description: "x".repeat(200) });
    expect(description).toHaveLength(140);
  });

  test.each(["log-url", "environment-url"])("a %s that is none is what it was", async (name) => {
    const { annotations } = await hear(async () => {
      expect(await read({ [name]: "argo" })).toEqual(DECIDED);
    });
    expect(annotations).toMatchObject([{ level: "warning", title: `${name} is ignored` }]);
  });
});
