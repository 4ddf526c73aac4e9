/** A workflow run of a commit, as far as its result is concerned. */
export interface RunState {
  readonly id: number;
  readonly attempt: number;
  /** `.github/workflows/build.yml` */
  readonly path: string;
  readonly name: string;
  readonly event: string;
  /** The branch's name; null where it is not known. */
  readonly branch: string | null;
  readonly status: string;
  readonly conclusion: string | null;
}

/** The newest status of one context. */
export interface StatusState {
  readonly context: string;
  readonly state: string;
}

/** What the builds of a commit have come to. */
export type BuildState =
  | { readonly kind: "green"; readonly run: RunState | undefined }
  | { readonly kind: "running"; readonly says: string }
  | { readonly kind: "red"; readonly says: string }
  /** Nothing was ever built of it. */
  | { readonly kind: "none" };

const GOOD = new Set(["success", "neutral", "skipped"]);

/** What GitHub knows of a commit's builds, the runs newest first. */
export interface BuildFacts {
  readonly runs: readonly RunState[];
  readonly statuses: readonly StatusState[];
}

/**
 * What counts of a commit's builds: the newest run of each workflow, and the statuses that are not about deploys.
 * @param branch whose runs count: the same commit may be built on several, each with an image of its own
 */
export function buildStateOf(facts: BuildFacts, branch: string): BuildState {
  const own = facts.runs.filter((run) => run.branch === null || run.branch === branch);
  const runs = own.filter(
    ({ path, event }, index) => own.findIndex((one) => one.path === path && one.event === event) === index,
  );
  const statuses = facts.statuses.filter(({ context }) => !isAboutDeploys(context));
  const red = [
    ...runs.filter(({ conclusion }) => conclusion !== null && !GOOD.has(conclusion)).map(runText),
    ...statuses.filter(({ state }) => state === "failure" || state === "error").map(statusText),
  ];
  if (red.length > 0) return { kind: "red", says: red.join(", ") };
  const running = [
    ...runs.filter(({ status }) => status !== "completed").map(runText),
    ...statuses.filter(({ state }) => state === "pending").map(statusText),
  ];
  if (running.length > 0) return { kind: "running", says: running.join(", ") };
  const green = runs.find(({ conclusion }) => conclusion === "success");
  return green === undefined && statuses.length === 0 ? { kind: "none" } : { kind: "green", run: green };
}

/** The contexts in which the suite itself reports what became of a release: a failed deploy is no red build. */
export function isAboutDeploys(context: string): boolean {
  return /^(?:deploy|release)\//i.test(context);
}

function runText({ name, status, conclusion }: RunState): string {
  return `${name}: ${conclusion ?? status.replaceAll("_", " ")}`;
}

function statusText({ context, state }: StatusState): string {
  return `${context}: ${state}`;
}
