import { describe, expect, test } from "@jest/globals";
import { answering, type Answer } from "../github/testing/answering.ts";
import { provedByRecord } from "../releases/rules/proved-source.ts";
import { deployToChannel } from "./channel-deployment.ts";

const SHA = "a".repeat(40);
const source = {
  repository: "acme/my-app",
  repository_id: 7,
  sha: SHA,
  ref: "refs/heads/main",
  run_id: 1,
  run_attempt: 1,
};
const proved = provedByRecord({ source })!;
const created: Answer = { status: 201, json: { id: 3, node_id: "D3", sha: SHA } };
const said: Answer = { status: 201, json: {} };
const listed = (...ids: readonly string[]): Answer => ({
  json: ids.map((creation_id, id) => ({ id, node_id: `D${id}`, sha: SHA, payload: { creation_id } })),
});

const states = (...given: readonly string[]): Answer => ({ json: given.map((state) => ({ state })) });

async function deployed(
  answers: readonly Answer[],
  isRepeated: boolean,
  isServed?: (asked: readonly unknown[]) => boolean,
) {
  const { repository, asked } = answering(answers);
  const url = "https://github.com/acme/releases/commit/1";
  await deployToChannel(repository, {
    source: proved,
    channel: "prod",
    dispatchId: "d1",
    description: "api: 1",
    commitUrl: url,
    isRepeated,
    ...(isServed && { isServed: async () => isServed(asked) }),
  });
  return asked;
}

describe("a deployment to a channel", () => {
  test("is made of the source's commit, by the dispatch's id, and is in progress from then on", async () => {
    const asked = await deployed([created, said], false);
    expect(asked.map(({ body }) => body)).toMatchObject([
      { ref: SHA, environment: "prod", description: "api: 1", payload: { creation_id: "d1" } },
      { state: "in_progress", log_url: "https://github.com/acme/releases/commit/1", auto_inactive: true },
    ]);
  });

  test("is not made again where an earlier attempt has made it, and made where it has not", async () => {
    expect(await deployed([listed("d0", "d1"), states("in_progress")], true)).toHaveLength(2);
    expect(await deployed([listed("d0", "d10"), created, said], true)).toHaveLength(3);
  });

  test("is a success where the cluster serves it by the time that it is there", async () => {
    const before: number[] = [];
    for (const served of [true, false]) {
      const asked = await deployed([created, said], false, ({ length }) => before.push(length) > 0 && served);
      expect(asked[1]?.body).toMatchObject(
        served
          ? { state: "success", description: "The cluster serves it" }
          : { state: "in_progress", description: "Committed; the cluster has yet to serve it" },
      );
    }
    // Once it was made: what is served later finds it.
    expect(before).toEqual([1, 1]);
  });

  test("is put in progress where the earlier attempt ended before it could say so", async () => {
    const asked = await deployed([listed("d0", "d1"), states(), said], true);
    expect(asked.map(({ method, path }) => [method, path.split("?")[0]])).toEqual([
      ["GET", "/repos/acme/my-app/deployments"],
      ["GET", "/repos/acme/my-app/deployments/1/statuses"],
      ["POST", "/repos/acme/my-app/deployments/1/statuses"],
    ]);
  });
});
