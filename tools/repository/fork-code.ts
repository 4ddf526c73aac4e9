import { parse } from "yaml";
import { evaluateText, type Contexts } from "./expressions.ts";

interface Job {
  readonly env?: Readonly<Record<string, unknown>>;
  readonly if?: string | boolean;
  readonly permissions?: Readonly<Record<string, string>> | string;
  readonly steps?: readonly Step[];
}

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly run?: string;
  readonly env?: Job["env"];
}

interface Workflow {
  /** Without it, in a test's workflow, every event starts it. */
  readonly on?: string | readonly string[] | Readonly<Record<string, unknown>>;
  readonly env?: Job["env"];
  readonly jobs: Readonly<Record<string, Job>>;
  readonly permissions?: Job["permissions"];
}

/** Expressions that stand for everything a stranger chooses. */
const STRANGER = "stranger";

const OWN = "acme/app";

/** By event: what a fork brings in its payload. For those in MERGES, GITHUB_SHA is the fork's, too. */
const PAYLOADS = {
  pull_request: { number: STRANGER, pull_request: pullRequest() },
  pull_request_target: { number: STRANGER, pull_request: pullRequest() },
  pull_request_review: { pull_request: pullRequest() },
  pull_request_review_comment: { pull_request: pullRequest() },
  issue_comment: { issue: { number: STRANGER, pull_request: {} } },
  check_run: {
    check_run: { head_sha: STRANGER, check_suite: { head_branch: STRANGER, head_sha: STRANGER } },
  },
  check_suite: { check_suite: { head_branch: STRANGER, head_sha: STRANGER } },
  status: { sha: STRANGER, commit: { sha: STRANGER } },
  workflow_run: {
    workflow_run: {
      conclusion: "success",
      event: "pull_request",
      head_branch: STRANGER,
      head_sha: STRANGER,
      head_repository: { full_name: `${STRANGER}/app`, id: 2 },
    },
  },
} as const;

const MERGES: ReadonlySet<string> = new Set([
  "pull_request",
  "pull_request_review",
  "pull_request_review_comment",
]);

function pullRequest() {
  return {
    number: STRANGER,
    merge_commit_sha: STRANGER,
    head: {
      ref: STRANGER,
      sha: STRANGER,
      label: STRANGER,
      repo: { full_name: `${STRANGER}/app`, clone_url: `https://github.com/${STRANGER}/app.git`, id: 2 },
    },
  };
}

/** Commands that fetch a commit, whatever an action would do. */
const FETCHES =
  /\bgit\b[^\n]*\b(?:checkout|clone|fetch|merge|pull|reset|switch|worktree)\b|\bgh +(?:pr +checkout|repo +clone)\b/;

/**
 * The jobs of a workflow in which a fork's code would run with a token that can write: those that check out what the fork
 * chooses, may write or have a secret, and whose condition holds for the fork. A token is taken to have what the job asks for, whatever the
 * event: a repository's settings can give it to forks. Keys that callers and the runner may leave out are optional.
 * @see https://docs.github.com/actions/reference/security/secure-use#mitigating-the-risks-of-untrusted-code-checkout
 */
export function forkCodeProblems(place: string, text: string): readonly string[] {
  const { env, jobs, on, permissions }: Workflow = parse(text);
  return Object.entries(jobs).flatMap(([id, job]) => {
    if (!mayWrite(job.permissions ?? permissions) && !hasSecrets(job)) return [];
    return Object.entries(PAYLOADS)
      .map(([event, payload]) => [event, contextsOf(event, payload)] as const)
      .filter(([event]) => isStartedBy(on, event))
      .filter(
        ([, contexts]) =>
          startsFor(job, contexts) && runsHead({ ...job, env: { ...env, ...job.env } }, contexts),
      )
      .map(([event]) => `${place}: the job ${id} runs a fork's code with a token that writes, on ${event}`);
  });
}

/** A called workflow has its callers' events. */
function isStartedBy(on: Workflow["on"], event: string): boolean {
  if (on === undefined) return true;
  const events = typeof on === "string" ? [on] : Array.isArray(on) ? on : Object.keys(on);
  return events.includes(event) || events.includes("workflow_call");
}

function contextsOf(event: string, payload: object) {
  const isMerge = MERGES.has(event);
  return {
    github: {
      event_name: event,
      repository: OWN,
      repository_id: "1",
      sha: isMerge ? STRANGER : "f".repeat(40),
      ref: isMerge ? `refs/pull/${STRANGER}/merge` : "refs/heads/main",
      head_ref: event.startsWith("pull_request") ? STRANGER : "",
      event: { action: "opened", repository: { default_branch: "main" }, ...payload },
    },
  };
}

/** Whether it checks out something that a stranger chooses. Without a ref, that is the event's commit. */
function runsHead({ env = {}, steps = [] }: Job, contexts: ReturnType<typeof contextsOf>): boolean {
  const known = withEnv(contexts, env);
  return steps.some((step) => {
    const inStep = withEnv(known, { ...env, ...step.env });
    if (step.run !== undefined) return FETCHES.test(step.run) && readsStranger(step.run, inStep);
    if (step.uses?.startsWith("actions/checkout@") !== true) return false;
    const { ref = "", repository = "" } = step.with ?? {};
    const of = evaluateText(String(repository), inStep) || OWN;
    const what = evaluateText(String(ref), inStep) || (of === OWN ? contexts.github.sha : "");
    return `${of} ${what}`.includes(STRANGER);
  });
}

type KnownContexts = ReturnType<typeof contextsOf> & { readonly env?: Readonly<Record<string, string>> };

function withEnv(contexts: KnownContexts, env: NonNullable<Job["env"]>): Required<KnownContexts> {
  const values = Object.entries(env).map(
    ([name, value]) => [name, evaluateText(String(value), contexts)] as const,
  );
  return { ...contexts, env: Object.fromEntries(values) };
}

/** Whether a script gets something that a stranger chooses: in its text, or in a variable that it reads. */
function readsStranger(run: string, contexts: Required<KnownContexts>): boolean {
  const names = Object.entries(contexts.env).filter(([, value]) => value.includes(STRANGER));
  return (
    evaluateText(run, contexts).includes(STRANGER) ||
    names.some(([name]) => new RegExp(`\\$\\{?${name}\\b`).test(run))
  );
}

/** A job's own token is not the only one: a secret may be another. */
function hasSecrets({ steps = [], env = {} }: Job): boolean {
  return /\bsecrets\.(?!GITHUB_TOKEN\b)/.test(JSON.stringify([steps, env]));
}

/** A workflow without permissions gets what the repository's settings say, which may be everything. */
function mayWrite(permissions: Job["permissions"]): boolean {
  if (typeof permissions !== "object") return permissions !== "read-all";
  return Object.values(permissions).includes("write");
}

/** For any combination of the inputs that its condition reads. */
function startsFor(job: Job, contexts: Contexts): boolean {
  const condition = String(job.if ?? "success()").replace(/^\s*\$\{\{([^]*)\}\}\s*$/, "$1");
  const names = [...new Set([...condition.matchAll(/\binputs\.([\w-]+)/g)].map(([, name = ""]) => name))];
  return subsetsOf(names).some((given) => {
    const inputs = Object.fromEntries(given.map((name) => [name, "given"]));
    return evaluateText(`\${{ (${condition}) && 'starts' }}`, { ...contexts, inputs }) === "starts";
  });
}

function subsetsOf(names: readonly string[]): readonly (readonly string[])[] {
  return names.reduce<readonly (readonly string[])[]>(
    (subsets, name) => subsets.flatMap((subset) => [subset, [...subset, name]]),
    [[]],
  );
}
