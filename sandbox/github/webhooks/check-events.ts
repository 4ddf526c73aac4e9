import type { ReportedCheck } from "../model-checks.ts";
import type { StoredRepository } from "../repositories.ts";
import { simpleCommitShape } from "../shapes/commit.ts";
import { nodeId } from "../shapes/node-id.ts";
import { repositoryShape } from "../shapes/repository.ts";
import { timestamp } from "../shapes/time.ts";
import { userShape } from "../shapes/user.ts";
import type { World } from "../world.ts";

/**
 * Tells webhooks of a check: `check_run` when it starts, and `check_run` and `check_suite` when it ends. @returns the
 * suite's number
 */
export async function announceCheck(
  world: World,
  repository: StoredRepository,
  report: ReportedCheck,
): Promise<number> {
  const suite = report.suite ?? world.checks.next();
  const common = {
    repository: repositoryShape(world, repository),
    sender: userShape(world, `${report.app}[bot]`),
  };
  const has = report.conclusion !== null;
  const action = has ? "completed" : "created";
  const check_run = checkShape(world, repository, { ...report, suite });
  tell(world, repository, { name: "check_run", payload: { action, check_run, ...common } });
  if (!has) return suite;
  const head = await repository.git.commit(report.sha);
  const check_suite = {
    ...suiteShape(world, repository, { ...report, suite }),
    rerequestable: true,
    runs_rerequestable: true,
    latest_check_runs_count: 1,
    check_runs_url: `${suiteUrl(world, repository, suite)}/check-runs`,
    head_commit: head === undefined ? null : simpleCommitShape(head),
  };
  tell(world, repository, { name: "check_suite", payload: { action, check_suite, ...common } });
  return suite;
}

function tell(
  world: World,
  { info }: StoredRepository,
  event: { readonly name: string; readonly payload: Readonly<Record<string, unknown>> },
): void {
  world.webhooks.tell({ ...event, repository: info });
}

interface KnownCheck extends ReportedCheck {
  readonly suite: number;
}

function checkShape(world: World, repository: StoredRepository, check: KnownCheck): Record<string, unknown> {
  const { info } = repository;
  const id = check.suite * 10 + 1;
  const url = `${world.apiUrl}/repos/${info.fullName}/check-runs/${id}`;
  const now = timestamp(world.clock());
  return {
    id,
    node_id: nodeId("CR", id),
    name: check.name,
    head_sha: check.sha,
    external_id: "",
    url,
    html_url: `${info.htmlUrl}/runs/${id}`,
    details_url: `${info.htmlUrl}/runs/${id}`,
    status: check.conclusion === null ? "in_progress" : "completed",
    conclusion: check.conclusion,
    started_at: now,
    completed_at: check.conclusion === null ? null : now,
    output: {
      title: null,
      summary: null,
      text: null,
      annotations_count: 0,
      annotations_url: `${url}/annotations`,
    },
    check_suite: suiteShape(world, repository, check),
    app: foreignAppShape(world, check.app),
    pull_requests: [],
  };
}

function suiteShape(
  world: World,
  repository: StoredRepository,
  { app, branch, sha, suite, conclusion }: KnownCheck,
): Record<string, unknown> {
  const now = timestamp(world.clock());
  return {
    id: suite,
    node_id: nodeId("CS", suite),
    head_branch: branch,
    head_sha: sha,
    status: conclusion === null ? "in_progress" : "completed",
    conclusion,
    url: suiteUrl(world, repository, suite),
    before: null,
    after: sha,
    pull_requests: [],
    app: foreignAppShape(world, app),
    created_at: now,
    updated_at: now,
  };
}

function suiteUrl(world: World, { info }: StoredRepository, suite: number): string {
  return `${world.apiUrl}/repos/${info.fullName}/check-suites/${suite}`;
}

function foreignAppShape(world: World, slug: string): Record<string, unknown> {
  const id = world.checks.appId(slug);
  return {
    id,
    slug,
    node_id: nodeId("A", id),
    owner: userShape(world, slug),
    name: slug,
    description: null,
    external_url: `https://${slug}.example.com`,
    html_url: `${world.url}/apps/${slug}`,
    created_at: "2018-07-30T09:30:17Z",
    updated_at: "2019-12-10T19:04:12Z",
    permissions: { checks: "write", metadata: "read" },
    events: [],
  };
}
