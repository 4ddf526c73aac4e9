import { minimatch } from "minimatch";
import type { Problem } from "../documents/problem.ts";
import type { BuildRules, ContainerRules, Policy, Release } from "../generated/schema.generated.ts";
import { buildRulesOf, rulesOf } from "./policy.ts";
import { PLAIN } from "./ref-pattern.ts";
import type { BuildProof } from "./verified-build.ts";

/**
 * Events whose runs may always prove a source, because nobody outside chooses what they run. Others, such as
 * issue_comment or workflow_run, run the default branch's workflow under a stranger's influence.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
export const PROVING_EVENTS: readonly string[] = [
  "push",
  "workflow_dispatch",
  "release",
  "schedule",
  "merge_group",
  "create",
];

/** Whether a run started by this event may prove a source. */
export function isProvingEvent({ events = [] }: Policy, event: string): boolean {
  return PROVING_EVENTS.includes(event) || (events.includes(event) && event !== "pull_request_target");
}

/** Rejects a whole dispatch because of its build's event, which makes the token prove nothing. */
export function eventProblems(policy: Policy, { event }: BuildProof, document: string): readonly Problem[] {
  if (isProvingEvent(policy, event)) return [];
  const allowed = [...PROVING_EVENTS, ...(policy.events ?? [])].join(", ");
  const message = `provenance is rejected: the build ran on ${event}, but only ${allowed} are allowed. Release from one of those events, or add ${event} to events in ${document}`;
  return [{ path: "provenance", message }];
}

/** The policy's rules for how a build runs that this build did not meet. */
export function buildProblems(
  policy: Policy,
  { releases, proof }: { readonly releases: readonly Release[]; readonly proof: BuildProof },
  document: string,
): readonly Problem[] {
  return releases.flatMap((release, index) => {
    const { container, channel } = release;
    const rules = buildRulesOf(policy, release);
    if (rules === undefined) return [];
    const names = workflowNames(proof, rulesOf(policy, container)?.repository);
    return broken(rules, proof, names).map(({ rule, was, allowed }) => ({
      path: `releases[${index}]`,
      message: `${container} in ${channel} was built ${was}, but must be built ${allowed}: build it that way, or change containers.${container}.builds.${channel}.${rule} in ${document}`,
    }));
  });
}

interface Broken {
  readonly rule: keyof BuildRules;
  readonly was: string;
  readonly allowed: string;
}

function broken(
  { workflows, environments, protected_ref: isRefProtected, runner }: BuildRules,
  proof: BuildProof,
  names: readonly string[],
): readonly Broken[] {
  const found: Broken[] = [];
  const { workflow = "no known workflow", environment } = proof;
  const isNamed = (pattern: string): boolean => names.some((name) => matchesWorkflow(name, pattern));
  if (workflows !== undefined && !workflows.some(isNamed)) {
    found.push({ rule: "workflows", was: `by ${workflow}`, allowed: `by ${workflows.join(" or ")}` });
  }
  if (environments !== undefined && (environment === undefined || !environments.includes(environment))) {
    const was = environment === undefined ? "in no environment" : `in the environment ${environment}`;
    found.push({ rule: "environments", was, allowed: `in ${environments.join(" or ")}` });
  }
  if (isRefProtected === true && !proof.isRefProtected) {
    const was = `from ${proof.ref}, which is not protected`;
    found.push({ rule: "protected_ref", was, allowed: "from a protected branch or tag" });
  }
  if (runner !== undefined && proof.runner !== runner) {
    const was = `on a runner that is ${proof.runner ?? "unknown"}`;
    found.push({ rule: "runner", was, allowed: `on one that is ${runner}` });
  }
  return found;
}

/**
 * By what rules may name a build's workflow. One of the source repository itself also has the name that the policy knows
 * the repository by, together with its id: a repository that is renamed keeps its rules.
 */
function workflowNames(
  { workflow, repository, repositoryId }: BuildProof,
  known: ContainerRules["repository"],
): readonly string[] {
  if (workflow === undefined) return [];
  const own = `${repository}/`;
  if (known === undefined || known.id !== repositoryId || !workflow.startsWith(own)) return [workflow];
  return [workflow, `${known.name}/${workflow.slice(own.length)}`];
}

/** `*` stops at a slash. The file and its ref are matched separately, so that no star spans both. */
function matchesWorkflow(workflow: string, pattern: string): boolean {
  const [file = "", ref = ""] = split(workflow);
  const [wantedFile = "", wantedRef = ""] = split(pattern);
  return minimatch(file, wantedFile, PLAIN) && minimatch(ref, wantedRef, PLAIN);
}

function split(workflow: string): readonly string[] {
  const at = workflow.indexOf("@");
  return at < 0 ? [workflow] : [workflow.slice(0, at), workflow.slice(at + 1)];
}
