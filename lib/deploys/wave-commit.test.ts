import { expect, test } from "@jest/globals";
import type { RequestEvent } from "./event.ts";
import { newRequest, type DeployRequest } from "./request.ts";
import { transition } from "./transition.ts";

const AT = "2026-11-30T14:00:00Z";
const [FIRST, SECOND] = ["1".repeat(40), "2".repeat(40)];
const asked = newRequest(
  {
    id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
    target: { config: "my-app", channel: "prod" },
    kind: "deploy",
    wish: { by: "version", version: "1.4.2" },
    by: { via: "slack" },
    why: "",
    waves: 3,
  },
  AT,
);
const second: DeployRequest = { ...asked, state: "committed", wave: 1, commit: FIRST };

function after(request: DeployRequest, event: RequestEvent): DeployRequest {
  const result = transition(request, event, AT);
  if (result.kind !== "moved") throw new Error(result.because);
  return result.request;
}

test("the commit of a wave's file is kept for that wave alone", () => {
  const compared = after(second, { type: "compared", waveCommit: SECOND });
  expect(compared).toMatchObject({ state: "requesting", waveCommit: SECOND, commit: FIRST, wave: 1 });
  // Where it is compared once more, the commit is known.
  expect(after({ ...compared, state: "committed" }, { type: "compared" }).waveCommit).toBe(SECOND);
  const verified = after({ ...compared, state: "verifying" }, { type: "verified" });
  expect(verified).toMatchObject({ state: "committed", wave: 2, commit: FIRST });
  expect(verified.waveCommit).toBeUndefined();
});

test("a wave whose file was written with the ledger has none", () => {
  expect(after(second, { type: "compared" }).waveCommit).toBeUndefined();
});
