import { expect, test } from "@jest/globals";
import { newRequest, type DeployRequest, type RequestState } from "../../../lib/deploys/request.ts";
import { clusterLines } from "./clusters.ts";

const AT = "2026-11-30T14:00:00Z";
const target = { config: "my-app", channel: "prod" };
const from = { kind: "virtual" } as const;

function requestIn(
  state: RequestState,
  wave: number,
  clusters: readonly string[] | undefined,
): DeployRequest {
  const asked = newRequest(
    {
      id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
      target,
      kind: "deploy",
      wish: { by: "version", version: "1.4.2" },
      by: { via: "slack" },
      why: "",
      waves: clusters?.length ?? 1,
    },
    AT,
  );
  const shown = { target, from, to: from, changes: [], companions: [], drift: [], clusters };
  return { ...asked, shown, state, wave, commit: "c".repeat(40) };
}

test.each<[RequestState, number, readonly string[]]>([
  [
    "committed",
    0,
    ["… eu: at work", "– us: waits for the cluster before", "– asia: waits for the cluster before"],
  ],
  ["verifying", 1, ["✓ eu: live", "… us: at work", "– asia: waits for the cluster before"]],
  ["reverted", 1, ["✓ eu: live", "✗ us: reverted", "– asia: was not begun, and keeps what it has"]],
  [
    "timed out",
    0,
    [
      "… eu: timed out",
      "– us: was not begun, and keeps what it has",
      "– asia: was not begun, and keeps what it has",
    ],
  ],
  ["succeeded", 3, ["✓ eu: live", "✓ us: live", "✓ asia: live"]],
])("a request for three clusters that is %s in wave %i has a line for each", (state, wave, lines) => {
  const found = clusterLines(requestIn(state, wave, ["eu", "us", "asia"]));
  expect(found.map(({ mark, name, says }) => `${mark} ${name}: ${says}`)).toEqual(lines);
});

test("one cluster needs no line, nor does a request that has written nothing, or that changes nothing", () => {
  const several = requestIn("previewing", 0, ["eu", "us"]);
  expect(clusterLines(requestIn("progressing", 0, ["eu"]))).toEqual([]);
  expect(clusterLines(requestIn("progressing", 0, undefined))).toEqual([]);
  expect(clusterLines({ ...several, commit: undefined })).toEqual([]);
  expect(clusterLines({ ...several, kind: "resume" })).toEqual([]);
  expect(clusterLines(several)).toHaveLength(2);
});

test("an undeploy that one cluster has done says so", () => {
  const request = { ...requestIn("progressing", 1, ["eu", "us"]), kind: "undeploy" } as const;
  expect(clusterLines(request)[0]?.says).toBe("undeployed");
});
