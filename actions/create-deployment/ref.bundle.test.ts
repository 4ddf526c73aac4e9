import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "@jest/globals";
import {
  APP,
  deploymentsOf,
  end,
  errorOf,
  fresh,
  github,
  head,
  requests,
  run,
  send,
  tokenFor,
} from "./testing.ts";

describe("commit statuses", () => {
  test("that are required and fail are named", async () => {
    const environment = fresh();
    await send(`repos/${APP}/statuses/${head}`, { state: "failure", context: "ci/build" });
    const result = await run({ environment, "required-contexts": "ci/build\nci/never\n" });
    expect(result.exitCode).toBe(1);
    expect(errorOf(result)).toMatch(
      /^Could not create a deployment of [0-9a-f]{40} to \S+ in acme\/app: GitHub answered 409, .*ci\/build is failure.*required-contexts\.$/s,
    );
    expect(result.outputs).toMatchObject({ "deployment-id": "", result: "", state: "" });
    const post = await end({ environment }, result, "failure");
    expect(post.log).toContain("there is none to finish");
    expect(post.exitCode).toBe(0);
  });

  test("count all with the word, and not without", async () => {
    const environment = fresh();
    await send(`repos/${APP}/statuses/${head}`, { state: "failure", context: "ci/build" });
    expect((await run({ environment, "required-contexts": "all" })).exitCode).toBe(1);
    expect((await run({ environment })).exitCode).toBe(0);
    await send(`repos/${APP}/statuses/${head}`, { state: "success", context: "ci/build" });
    const { log } = await run({ environment, "required-contexts": "ci/build" });
    expect(log).toContain("These of its commit statuses were success: ci/build.");
  });
});

describe("auto-merge", () => {
  const commitTo = async (branch: string, path: string, text: string): Promise<void> => {
    const answer = await fetch(`${github.apiUrl}/repos/acme/other/contents/${path}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${tokenFor(["acme/other"])}` },
      body: JSON.stringify({ message: path, branch, content: Buffer.from(text).toString("base64") }),
    });
    if (!answer.ok) throw new Error(await answer.text());
  };
  const branchOff = async (name: string): Promise<void> => {
    await promisify(execFile)("git", ["branch", name, "main"], {
      cwd: github.repository("acme/other").gitDir,
    });
  };
  const inputs = (environment: string, ref: string) => ({
    environment,
    ref,
    repository: "acme/other",
    token: tokenFor(["acme/other"]),
    "auto-merge": "true",
  });

  test("that merges makes no deployment, and says what to do", async () => {
    const environment = fresh();
    await branchOff("topic");
    await commitTo("main", "news.txt", "1\n");
    const main = await run(inputs(environment, "topic"));
    expect(main.exitCode).toBe(0);
    expect(main.outputs).toEqual({ "deployment-id": "", result: "merged", state: "", inactivated: "" });
    expect(main.annotations).toMatchObject([
      {
        level: "warning",
        message: expect.stringContaining("GitHub first merged the default branch into topic"),
      },
    ]);
    github.forgetRequests();
    expect((await end(inputs(environment, "topic"), main, "success")).exitCode).toBe(0);
    expect(requests()).toEqual([]);
    expect(deploymentsOf(environment, "acme/other")).toEqual([]);
    // The merge is there now, and can be deployed.
    expect((await run(inputs(environment, "topic"))).outputs["result"]).toBe("created");
  });

  test("that conflicts says what to do", async () => {
    await branchOff("clash");
    await commitTo("main", "clash.txt", "main\n");
    await commitTo("clash", "clash.txt", "clash\n");
    const result = await run(inputs(fresh(), "clash"));
    expect(errorOf(result)).toMatch(
      /GitHub answered 409, .*Conflict merging main into clash.*Merge the default branch into clash by hand, or set auto-merge to false\.$/s,
    );
  });
});
