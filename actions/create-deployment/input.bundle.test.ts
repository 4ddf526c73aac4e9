import { describe, expect, test } from "@jest/globals";
import { APP, deploymentsOf, end, errorOf, fresh, requests, run, send, tokenFor } from "./testing.ts";

describe("bad input", () => {
  test.each<[string, Record<string, string>, string]>([
    ["no environment", {}, "Input environment is empty: give where to deploy, such as staging"],
    ["no token", { environment: "x", token: "" }, "give a token with deployments: write"],
  ])("%s is refused before anything is sent", async (_name, inputs, message) => {
    const result = await run(inputs);
    expect(result.exitCode).toBe(1);
    expect(errorOf(result)).toContain(message);
    expect(result.outputs).toEqual({ "deployment-id": "", result: "", state: "", inactivated: "" });
    expect(requests()).toEqual([]);
  });

  test("leaves nothing to do for the end of the job", async () => {
    const post = await end({}, await run({}), "failure");
    expect([post.exitCode, post.log, requests()]).toEqual([0, "", []]);
  });

  test("a ref that was not pushed says where to find one", async () => {
    const result = await run({ environment: fresh(), ref: "nowhere" });
    expect(errorOf(result)).toContain(
      "GitHub answered 422, No ref found for: nowhere. Set ref to a branch, a tag or a full commit id that exists in acme/app.",
    );
  });

  test("a deployment of another repository says so", async () => {
    const { id } = await send("repos/acme/other/deployments", { ref: "main", required_contexts: [] });
    const result = await run({ "deployment-id": String(id) });
    expect(errorOf(result)).toContain(
      `GitHub answered 404, Not Found. Either acme/app has no deployment ${id} (an id is valid only in the repository where the deployment was created)`,
    );
  });

  test("a token without the permission says which one is missing", async () => {
    const result = await run({ environment: fresh(), token: tokenFor([APP], "read") });
    expect(errorOf(result)).toContain("lacks a permission: it needs deployments: write.");
  });

  test("a description of 500 characters, with emoji and line breaks, is shortened", async () => {
    const environment = fresh();
    const { exitCode } = await run({ environment, description: "Deploys 🚀\nall of it. ".repeat(25) });
    expect(exitCode).toBe(0);
    const { description } = deploymentsOf(environment)[0]!;
    expect(description).toMatch(/^Deploys all of it\. .*…$/);
    expect(description!.length).toBeLessThanOrEqual(140);
  });
});
