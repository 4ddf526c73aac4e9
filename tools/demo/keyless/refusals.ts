import { randomUUID } from "node:crypto";
import type { IdTokenJob, RunRecord } from "@release-channels/sandbox";
import { textAt } from "../../../apps/deploy-server/narrow.ts";
import {
  audienceOf,
  detailOf,
  sendDispatch,
  type DispatchBody,
} from "../../../apps/deploy-server/testing/keyless.ts";
import type { ServerProcess } from "../../../lib/http/testing/server-process.ts";
import type { Screen } from "../screen.ts";
import { RELEASES, type World } from "../world.ts";
import { CLOCK, STRANGER } from "./files.ts";

/** Who was asked, and what has been released there. */
interface Released {
  readonly server: ServerProcess;
  readonly record: RunRecord;
}

/** Sends what a thief or a stranger could send, and shows a line for each answer. @throws if any of it is written */
export async function refusals(world: World, screen: Screen, { server, record }: Released): Promise<void> {
  const { github } = world;
  const before = await world.releasesGit("rev-parse", "main");
  const job = jobOf(record);
  const sent: DispatchBody = JSON.parse(record.jobs[0]?.outputs["payload"] ?? "");
  const next: DispatchBody = { ...sent, dispatch_id: randomUUID() };
  const mint = (body: DispatchBody, by: IdTokenJob, claims: Readonly<Record<string, number>> = {}) =>
    github.oidc.mint(by, audienceOf(body), claims);
  const answer = async (name: string, body: DispatchBody, token: string) => {
    const { status, text } = await sendDispatch(server, body, token);
    const reason = textAt(JSON.parse(text), "results", 0, "reason");
    if (status === 200 && reason === "") screen.hop("repeated", `${name}: ${status}, the answer that it had`);
    else if (status === 200) screen.hop("refused", `${name}: ${status}, rejected: ${reason}`, "yellow");
    else screen.hop("refused", `${name}: ${status}, ${firstSentence(detailOf({ text }))}`, "yellow");
  };

  const again = await mint(sent, job);
  await answer("the same dispatch, with a new token of its job", sent, again);
  await answer("replayed: that token once more", sent, again);
  const past = Math.floor(Date.now() / 1000) - 600;
  await answer("expired", next, await mint(next, job, { nbf: past, iat: past, exp: past + 300 }));
  const stranger = strangerOf(job, await github.createRepository(STRANGER, { private: false }));
  const strangers: DispatchBody = { ...next, source: { ...Object(next["source"]), repository: STRANGER } };
  const theirs = await mint(strangers, stranger);
  const [header, , signature] = theirs.split(".");
  const [, claims] = (await mint(next, job)).split(".");
  await answer(`forged: ${CLOCK}'s claims, signed for ${STRANGER}`, next, `${header}.${claims}.${signature}`);
  await answer(`foreign: ${STRANGER}'s own token`, strangers, theirs);

  if ((await world.releasesGit("rev-parse", "main")) !== before) throw new Error(`${RELEASES} was changed.`);
  screen.hop("database", "unchanged by all of these");
}

function jobOf({ run }: RunRecord): IdTokenJob {
  const { repository, runNumber, runAttempt, id: runId, event } = run;
  const { ref, sha, actor, name: eventName } = event;
  const workflow = { name: run.workflowName, repository: CLOCK, path: run.workflowPath, ref, sha };
  return { repository, ref, sha, runId, runNumber, runAttempt, actor, eventName, workflow };
}

const strangerOf = (job: IdTokenJob, repository: IdTokenJob["repository"]): IdTokenJob => ({
  ...job,
  repository,
  workflow: { ...job.workflow, repository: repository.fullName },
});

const firstSentence = (text: string): string => text.split(/(?<=\.) /)[0] ?? text;
