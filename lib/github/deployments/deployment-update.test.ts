import { describe, expect, test } from "@jest/globals";
import { decide, type DeploymentUpdate } from "./deployment-update.ts";
import type { ListedDeployment } from "./list-deployments.ts";

const update = (creationId: string, more: Partial<DeploymentUpdate> = {}): DeploymentUpdate => ({
  environment: "dev",
  sha: "a".repeat(40),
  creationId,
  state: "success",
  description: creationId,
  logUrl: undefined,
  isToBeMade: false,
  isAlone: true,
  isEnd: false,
  ...more,
});
const end = (creationId: string): DeploymentUpdate => update(creationId, { state: "inactive", isEnd: true });
const listed = (
  creationId: string,
  state: string,
  more: Partial<ListedDeployment> = {},
): ListedDeployment => ({
  id: `id of ${creationId}`,
  environment: "dev",
  commitOid: "a".repeat(40),
  state,
  creationId,
  ...more,
});
const said = (updates: readonly DeploymentUpdate[], deployments: readonly ListedDeployment[]) => {
  const { states, outcomes } = decide(updates, deployments);
  return [states.map(({ id, state }) => `${id}: ${state}`), outcomes];
};

describe("a deployment is told", () => {
  test.each<[string, DeploymentUpdate, ListedDeployment, string]>([
    ["success, while it waits", update("1"), listed("1", "IN_PROGRESS"), "told"],
    ["success, after a failure", update("1"), listed("1", "FAILURE"), "told"],
    ["success, when it runs again", update("1"), listed("1", "INACTIVE"), "told"],
    ["success, once", update("1"), listed("1", "ACTIVE"), "settled"],
    ["failure, while it waits", update("1", { state: "failure" }), listed("1", "PENDING"), "told"],
    ["no failure, when it runs", update("1", { state: "failure" }), listed("1", "ACTIVE"), "settled"],
    ["that it was overtaken", update("1", { state: "inactive" }), listed("1", "IN_PROGRESS"), "told"],
    ["that it ended", end("1"), listed("1", "ACTIVE"), "told"],
    ["that it ended, once", end("1"), listed("1", "INACTIVE"), "settled"],
    ["nothing of another's end", end("2"), listed("1", "ACTIVE"), "settled"],
    ["nothing of another", update("2"), listed("1", "IN_PROGRESS"), "missing"],
    ["nothing of another commit", update("1"), listed("1", "PENDING", { commitOid: "b" }), "missing"],
    ["nothing of another channel", update("1"), listed("1", "PENDING", { environment: "x" }), "missing"],
  ])("%s", (_name, one, deployment, outcome) => {
    const states = outcome === "told" ? [`id of 1: ${one.state}`] : [];
    expect(said([one], [deployment])).toEqual([states, [outcome]]);
  });
});

test("ends come first: what has ended is not ended again", () => {
  const deployments = [listed("2", "IN_PROGRESS"), listed("1", "ACTIVE")];
  expect(said([update("2"), end("1")], deployments)).toEqual([
    ["id of 1: inactive", "id of 2: success"],
    ["told", "told"],
  ]);
});

test("a success ends all before it where nothing else runs, and nothing where something does", () => {
  const of = (isAlone: boolean) =>
    decide([update("1", { isAlone })], [listed("1", "PENDING")]).states.map(
      ({ autoInactive }) => autoInactive,
    );
  expect([of(true), of(false)]).toEqual([[true], [false]]);
});

test("of a deployment that was made twice, the older one is meant", () => {
  const twins = [listed("1", "PENDING", { id: "later" }), listed("1", "PENDING", { id: "earlier" })];
  expect(said([update("1")], twins)).toEqual([["earlier: success"], ["told"]]);
});
