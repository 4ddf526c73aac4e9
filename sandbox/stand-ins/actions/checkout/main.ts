import { appendFile, mkdir, readdir, rm } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import {
  booleanInput,
  environment,
  input,
  linesInput,
  refuseOtherInputs,
  requiredInput,
  runAction,
  saveState,
  setOutput,
} from "../../action.ts";
import { git, tryGit } from "./git.ts";
import { checkoutArguments, everything, refspecsOf, type Target } from "./refs.ts";

const KNOWN = [
  "repository",
  "ref",
  "token",
  "persist-credentials",
  "path",
  "clean",
  "filter",
  "sparse-checkout",
  "sparse-checkout-cone-mode",
  "fetch-depth",
  "fetch-tags",
  "show-progress",
  "lfs",
  "submodules",
  "set-safe-directory",
];

/** The event's own commit for its own repository; else what `ref` says, else the default branch. */
async function findTarget(folder: string, repository: string): Promise<Target> {
  const ref = input("ref");
  if (ref === "") {
    if (repository.toLowerCase() === environment("GITHUB_REPOSITORY").toLowerCase()) {
      // The deployment of a bare commit has no ref.
      return { ref: process.env["GITHUB_REF"] ?? "", commit: environment("GITHUB_SHA") };
    }
    const head = await git(folder, "ls-remote", "--symref", "origin", "HEAD");
    const branch = /^ref:\s+(refs\/heads\/\S+)\s+HEAD$/m.exec(head)?.[1];
    if (branch === undefined) throw new Error("Unable to determine the default branch");
    return { ref: branch, commit: "" };
  }
  return /^[0-9a-f]{40}$/i.test(ref) ? { ref: "", commit: ref } : { ref, commit: "" };
}

async function prepareFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  if (!booleanInput("clean")) {
    if ((await readdir(folder)).includes(".git"))
      throw new Error(`the sandbox's stand-in takes over no repository: there is one in '${folder}'`);
    return;
  }
  // The real action reuses a repository of its own, and deletes anything else.
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true });
}

/** The repository's configuration, written at once: otherwise each line would take a git process. */
async function configure(folder: string, repository: string, token: string): Promise<void> {
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  console.log(`::add-mask::${basic}`);
  const server = environment("GITHUB_SERVER_URL");
  await appendFile(
    join(folder, ".git/config"),
    `[remote "origin"]
\turl = ${server}/${repository}
\tfetch = +refs/heads/*:refs/remotes/origin/*
[gc]
\tauto = 0
[maintenance]
\tauto = false
[http "${server}/"]
\textraheader = AUTHORIZATION: basic ${basic}
`,
  );
}

function headerKey(): string {
  return `http.${environment("GITHUB_SERVER_URL")}/.extraheader`;
}

async function fetch(folder: string, target: Target, filter: string): Promise<void> {
  const depth = Number(input("fetch-depth"));
  if (!Number.isInteger(depth) || depth < 0) throw new Error(`Invalid fetch-depth '${input("fetch-depth")}'`);
  const options = ["--no-recurse-submodules", "--prune", ...(filter === "" ? [] : [`--filter=${filter}`])];
  const tags = booleanInput("fetch-tags") && depth > 0 ? ["+refs/tags/*:refs/tags/*"] : [];
  const fetchWith = (refspecs: readonly string[]): Promise<string> =>
    git(
      folder,
      "-c",
      "protocol.version=2",
      "fetch",
      "--no-tags",
      ...options,
      ...(depth > 0 ? [`--depth=${depth}`] : []),
      "origin",
      ...tags,
      ...refspecs,
    );
  if (depth > 0) {
    await fetchWith(refspecsOf(target));
    return;
  }
  await fetchWith(everything);
  // The ref may have moved since the event: the commit itself must be there.
  const wanted = target.commit;
  if (wanted !== "" && (await tryGit(folder, "cat-file", "-e", `${wanted}^{commit}`)) === undefined) {
    await fetchWith(refspecsOf(target));
  } else if (wanted !== "" && target.ref.startsWith("refs/heads/")) {
    const remote = target.ref.replace("refs/heads/", "refs/remotes/origin/");
    await git(folder, "update-ref", remote, wanted);
  }
}

async function limitFiles(folder: string): Promise<void> {
  const patterns = linesInput("sparse-checkout");
  if (patterns.length === 0) return;
  const cone = booleanInput("sparse-checkout-cone-mode");
  await git(folder, "sparse-checkout", "set", cone ? "--cone" : "--no-cone", ...patterns);
}

async function main(): Promise<void> {
  refuseOtherInputs(KNOWN);
  for (const name of ["lfs", "submodules"]) {
    if (booleanInput(name)) throw new Error(`the sandbox's stand-in does not know '${name}: true'`);
  }
  const repository = requiredInput("repository");
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) {
    throw new Error(`Invalid repository '${repository}'. Expected format {owner}/{repo}.`);
  }
  const workspace = environment("GITHUB_WORKSPACE");
  const folder = resolve(workspace, input("path"));
  if (!`${folder}${sep}`.startsWith(`${workspace}${sep}`)) {
    throw new Error(`Repository path '${folder}' is not under '${workspace}'`);
  }
  console.log(`Syncing repository: ${repository}`);
  await prepareFolder(folder);
  await git(folder, "init", "--quiet", ".");
  saveState("folder", folder);
  saveState("header", headerKey());
  await configure(folder, repository, requiredInput("token"));
  const target = await findTarget(folder, repository);
  // A sparse checkout needs only the files it shows, by default.
  const sparse = linesInput("sparse-checkout").length > 0;
  await fetch(folder, target, input("filter") || (sparse ? "blob:none" : ""));
  await limitFiles(folder);
  const exists = async (ref: string): Promise<boolean> =>
    (await tryGit(folder, "rev-parse", "--verify", "--quiet", ref)) !== undefined;
  // Only a bare name is ambiguous.
  const found =
    target.ref === "" || target.ref.startsWith("refs/")
      ? { branch: false, tag: false }
      : {
          branch: await exists(`refs/remotes/origin/${target.ref}`),
          tag: await exists(`refs/tags/${target.ref}`),
        };
  await git(folder, "checkout", "--quiet", "--force", ...checkoutArguments(target, found));
  const commit = await git(folder, "log", "-1", "--format=%H");
  setOutput("ref", target.ref || target.commit);
  setOutput("commit", commit);
  if (booleanInput("persist-credentials")) return;
  await git(folder, "config", "--local", "--unset-all", headerKey());
  // There is nothing left for `post` to remove.
  saveState("header", "");
}

await runAction(main);
