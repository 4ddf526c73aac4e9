import {
  commitNow,
  countNow,
  fileNow,
  runGit,
  testGitHub,
  tokenFor,
  type TestGitHub,
} from "@release-channels/sandbox";
import { runStep, type Step, type StepResult } from "./run-step.ts";

/** A release repository on its own GitHub, and the steps of its workflows. */
export interface TestReleases {
  readonly github: TestGitHub;
  /** `acme/releases-<n>`: the newest one, like everything here. */
  readonly fullName: string;
  readonly gitDir: string;
  /** What its jobs have as GITHUB_TOKEN. */
  readonly token: string;
  /** Creates a new one, so that no test sees what another left behind, and forgets the requests so far. */
  readonly create: (files: Readonly<Record<string, string>>) => Promise<void>;
  /** Runs git in it. @returns its output, without the trailing line break */
  readonly git: (...args: readonly string[]) => Promise<string>;
  readonly database: () => string;
  /** The text of a file on main. */
  readonly file: (path: string) => string;
  /** The newest commit on main, 40 hex. */
  readonly head: () => string;
  /** That commit's message, without the trailing line break. */
  readonly message: () => string;
  /** How many there are on main. */
  readonly commits: () => number;
  /** The requests since it was created, by GitHub's operation names. */
  readonly operations: () => readonly string[];
  /** One step of a job of its workflows. */
  readonly run: (step: Omit<Step, "github" | "repository">) => Promise<StepResult>;
  readonly stop: () => Promise<void>;
}

const MAIN = "refs/heads/main";

/** @param name what its repositories are called, before the number */
export async function startReleases(name = "acme/releases"): Promise<TestReleases> {
  const github = await testGitHub();
  let count = 0;
  let current = { fullName: "", gitDir: "" };
  let token = "";
  return {
    github,
    get fullName() {
      return current.fullName;
    },
    get gitDir() {
      return current.gitDir;
    },
    get token() {
      return token;
    },
    create: async (files) => {
      current = await github.createRepository(`${name}-${(count += 1)}`, { private: true, files });
      token = tokenFor(github, [current.fullName], { contents: "write", metadata: "read" }, "actions");
      github.forgetRequests();
    },
    git: async (...args) => (await runGit(current.gitDir, ...args)).trim(),
    database: () => fileNow(current.gitDir, MAIN, "db/db.json"),
    file: (path) => fileNow(current.gitDir, MAIN, path),
    head: () => commitNow(current.gitDir, MAIN).oid,
    message: () => commitNow(current.gitDir, MAIN).message,
    commits: () => countNow(current.gitDir, MAIN),
    operations: () => github.requests.map(({ operation }) => operation),
    run: (step) => runStep({ token, ...step, github, repository: current.fullName }),
    stop: () => github.stop(),
  };
}

const repository = { default_branch: "main" };

/** The event of a dispatch. */
export const dispatched = (clientPayload: unknown): Step["event"] => ({
  name: "repository_dispatch",
  payload: { client_payload: clientPayload, repository },
});

/** The event of a person who runs the workflow. */
export const byHandEvent: Step["event"] = { name: "workflow_dispatch", payload: { repository } };

/** The outcome of each release: `applied`, `held`, … */
export const outcomes = ({ outputs }: StepResult): readonly string[] =>
  (JSON.parse(String(outputs["results"])) as { outcome: string }[]).map(({ outcome }) => outcome);
