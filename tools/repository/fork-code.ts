import { data, Evaluator, Lexer, Parser } from "@actions/expressions";
import { parse } from "yaml";

interface Job {
  readonly if?: string | boolean;
  readonly permissions?: Readonly<Record<string, string>> | string;
  readonly steps?: readonly { readonly uses?: string; readonly with?: Readonly<Record<string, unknown>> }[];
}

/** Every event whose payload holds a pull request. */
const EVENTS = ["pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment"];

/**
 * The jobs of a workflow in which a fork's code would run beside a token that writes: those that check out a pull
 * request's head, may write, and whose condition holds for a fork's pull request. A token is taken to have what the job
 * asks for, whatever the event: a repository's settings can give it to forks.
 * @see https://docs.github.com/actions/reference/security/secure-use#mitigating-the-risks-of-untrusted-code-checkout
 */
export function forkCodeProblems(place: string, text: string): readonly string[] {
  const { jobs, permissions } = parse(text) as {
    readonly jobs: Readonly<Record<string, Job>>;
    readonly permissions?: Job["permissions"];
  };
  return Object.entries(jobs).flatMap(([id, job]) => {
    if (!runsHead(job) || !mayWrite(job.permissions ?? permissions)) return [];
    return EVENTS.filter((event) => startsFor(job, event)).map(
      (event) => `${place}: the job ${id} runs a fork's code with a token that writes, on ${event}`,
    );
  });
}

/** Whether it checks something out that a pull request chooses. */
function runsHead({ steps = [] }: Job): boolean {
  return steps.some(
    ({ uses = "", with: { ref = "" } = {} }) =>
      uses.startsWith("actions/checkout@") &&
      /head|pull_request|merge_commit_sha|refs\/pull/.test(String(ref)),
  );
}

/** A workflow that says nothing gets what the repository's settings say, which may be all. */
function mayWrite(permissions: Job["permissions"]): boolean {
  if (typeof permissions !== "object") return permissions !== "read-all";
  return Object.values(permissions).includes("write");
}

function startsFor(job: Job, event: string): boolean {
  const condition = String(job.if ?? "success()").replace(/^\s*\$\{\{([^]*)\}\}\s*$/, "$1");
  const contexts = {
    github: {
      event_name: event,
      repository: "acme/app",
      event: {
        action: "opened",
        pull_request: { number: 1, head: { sha: "f".repeat(40), repo: { full_name: "stranger/app" } } },
      },
    },
    inputs: {},
    needs: {},
    vars: {},
  };
  const functions = ["success", "always", "cancelled", "failure"].map((name) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(name === "success" || name === "always"),
  }));
  const pairs = Object.entries(contexts).map(([key, value]) => ({
    key,
    value: JSON.parse(JSON.stringify(value), data.reviver) as data.ExpressionData,
  }));
  const tree = new Parser(new Lexer(condition).lex().tokens, Object.keys(contexts), functions).parse();
  const known = new Map(functions.map((known) => [known.name, known]));
  const value = new Evaluator(tree, new data.Dictionary(...pairs), known).evaluate();
  return value.kind === data.Kind.Boolean ? value.value : value.coerceString() !== "";
}
