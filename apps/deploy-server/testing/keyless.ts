import { createHash, randomUUID } from "node:crypto";
import { send, type IdTokenJob, type TestAnswer } from "@release-channels/sandbox";
import { sql } from "kysely";
import { eventually } from "../../../lib/http/testing/server-process.ts";
import { RELEASES, SOURCE } from "./release-files.ts";
import type { TestWorld } from "./world.ts";

/** The commit of build 10. */
export const SHA = "1a2b3c4d".repeat(5);

/** A release as a dispatch has it. */
export interface AskedRelease {
  readonly container: string;
  readonly channel: string;
  readonly image: string;
  readonly digest?: string;
}

/** The body of `POST /v1/dispatches`. */
export interface DispatchBody {
  readonly dispatch_id: string;
  readonly releases: readonly AskedRelease[];
  readonly [field: string]: unknown;
}

/** A dispatch of build 10 of acme/my-app on main, which releases v1 to qa, unless more is said. */
export function dispatchOf(more: object = {}): DispatchBody {
  return {
    version: 1,
    dispatch_id: randomUUID(),
    releases: [{ container: "my-app", channel: "qa", image: "ghcr.io/acme/my-app:v1" }],
    source: { repository: SOURCE, sha: SHA, ref: "refs/heads/main", run_id: 10, run_attempt: 1 },
    ...more,
  };
}

/** A dispatch of one container's release to qa, by a build with this number. */
export function buildOf(container: string, number: number): DispatchBody {
  return dispatchOf({
    releases: [{ container, channel: "qa", image: `${container}:v${number}` }],
    source: { repository: SOURCE, sha: SHA, ref: "refs/heads/main", run_id: number, run_attempt: 1 },
  });
}

/** Resolves once nothing is left to tell of any dispatch: nothing is read for it any more. */
export function reportsEnded({ store }: Pick<TestWorld, "store">): Promise<true> {
  return eventually(
    async () => {
      const { rows } = await sql`select 1 from reports where state = 'waiting'`.execute(store.db);
      return rows.length === 0 ? true : undefined;
    },
    () => "reports wait still",
  );
}

/** Worked out here once more, so that the two sides cannot change it unnoticed. */
export function audienceOf(
  { dispatch_id, releases }: Pick<DispatchBody, "dispatch_id" | "releases">,
  repository = RELEASES,
): string {
  const content = JSON.stringify([
    dispatch_id.toLowerCase(),
    releases.map(({ container, channel, image, digest = null }) => [container, channel, image, digest]),
  ]);
  return `${repository.toLowerCase()}#sha256-${createHash("sha256").update(content).digest("base64url")}`;
}

/** What a token says otherwise than that of build 10. */
export interface TokenOptions {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly job?: Partial<IdTokenJob>;
}

/** The token that GitHub gives build 10 for a dispatch. */
export function tokenFor(
  { github }: Pick<TestWorld, "github">,
  body: DispatchBody,
  { claims = {}, job = {} }: TokenOptions = {},
): Promise<string> {
  const repository = job.repository?.fullName ?? SOURCE;
  const build = {
    repository: github.repository(SOURCE),
    ref: "refs/heads/main",
    sha: SHA,
    runId: 10,
    runNumber: 3,
    runAttempt: 1,
    actor: "erin",
    eventName: "push",
    workflow: {
      name: "CI",
      repository,
      path: ".github/workflows/ci.yml",
      ref: "refs/heads/main",
      sha: SHA,
    },
    ...job,
  };
  return github.oidc.mint(build, audienceOf(body), claims);
}

/** Sends a dispatch to the server, as a job does. */
export function sendDispatch(
  { url }: Pick<TestWorld, "url">,
  body: object | string,
  token: string,
): Promise<TestAnswer> {
  return send(`${url}/v1/dispatches`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body,
  });
}

/** What a problem says. */
export function detailOf({ text }: Pick<TestAnswer, "text">): string {
  return String(JSON.parse(text).detail);
}
