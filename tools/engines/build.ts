import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const MODULES = join(import.meta.dirname, "modules");
const CACHE = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "release-channels-tools");

const KUBERNETES = "v1.34.4";
const ARGO_CD = "3.2.11";

const versionOf = (name: string): string => `-X k8s.io/component-base/version.${name}`;
const KUBERNETES_VERSION = `-s -w ${versionOf(`gitVersion=${KUBERNETES}`)} ${versionOf("gitMajor=1")} ${versionOf("gitMinor=34")}`;

interface Program {
  readonly name: string;
  readonly module: "kubernetes" | "source-controller" | "kustomize-controller";
  readonly package: string;
  readonly flags: string;
}

const PROGRAMS: readonly Program[] = [
  {
    name: "kube-apiserver",
    module: "kubernetes",
    package: "k8s.io/kubernetes/cmd/kube-apiserver",
    flags: KUBERNETES_VERSION,
  },
  {
    name: "kubectl",
    module: "kubernetes",
    package: "k8s.io/kubernetes/cmd/kubectl",
    flags: KUBERNETES_VERSION,
  },
  { name: "controllers", module: "kubernetes", package: "./controllers", flags: KUBERNETES_VERSION },
  { name: "kustomize", module: "kubernetes", package: "sigs.k8s.io/kustomize/kustomize/v5", flags: "-s -w" },
  {
    name: "argocd",
    module: "kubernetes",
    package: "github.com/argoproj/argo-cd/v3/cmd",
    flags: `-s -w -X github.com/argoproj/argo-cd/v3/common.version=${ARGO_CD}`,
  },
  {
    name: "source-controller",
    module: "source-controller",
    package: "github.com/fluxcd/source-controller",
    flags: "-s -w",
  },
  {
    name: "kustomize-controller",
    module: "kustomize-controller",
    package: "github.com/fluxcd/kustomize-controller",
    flags: "-s -w",
  },
];

/** Manifests from the programs' own modules: folders in the module, by their names in the result. */
const MANIFESTS = [
  { name: "argo-cd", module: "kubernetes", of: "github.com/argoproj/argo-cd/v3", folder: "manifests" },
  {
    name: "source-controller",
    module: "source-controller",
    of: "github.com/fluxcd/source-controller",
    folder: "config",
  },
  {
    name: "kustomize-controller",
    module: "kustomize-controller",
    of: "github.com/fluxcd/kustomize-controller",
    folder: "config",
  },
] as const;

/** The result of a build: programs in `bin`, upstream's own manifests in `manifests/<name>`. */
export interface Engines {
  readonly bin: string;
  readonly manifests: string;
}

/** Where the engines are that are built from this checkout's pins, in this way; or would be. */
export function enginesFolder(): string {
  const hash = createHash("sha256");
  for (const path of globSync("**/*.{go,mod,sum}", { cwd: MODULES }).toSorted()) {
    hash.update(path).update(readFileSync(join(MODULES, path)));
  }
  hash.update(JSON.stringify([PROGRAMS, MANIFESTS, FLAGS, ENV]));
  return join(CACHE, `engines-${hash.digest("hex").slice(0, 12)}`);
}

/** Whether the engines are built already. */
export function areBuilt(): boolean {
  return existsSync(enginesFolder());
}

/**
 * Builds the engines from their Go modules, unless they exist: about 35 minutes of CPU and 13 GB of Go caches the
 * first time. Flux's two controllers need other versions of what the rest shares, so each has its own module.
 * @throws if Go is not installed, or a program does not build
 */
export function buildEngines(): Engines {
  const folder = enginesFolder();
  const engines = { bin: join(folder, "bin"), manifests: join(folder, "manifests") };
  if (areBuilt()) return engines;
  mkdirSync(CACHE, { recursive: true });
  const work = mkdtempSync(join(CACHE, "engines-"));
  try {
    for (const program of PROGRAMS) build(program, join(work, "bin", program.name));
    for (const { name, module, of, folder: from } of MANIFESTS) {
      const source = go(module, ["list", "-m", "-f", "{{.Dir}}", of]).trim();
      cpSync(join(source, from), join(work, "manifests", name), { recursive: true });
    }
    // Go's module cache is read-only, and so its copies would be too.
    execFileSync("chmod", ["-R", "u+w", work]);
    renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return engines;
}

/** Without optimisation these compile a third faster; the engines are here for correctness, not speed. */
const PLAIN = [
  "k8s.io/kubernetes",
  "k8s.io/apiserver",
  "k8s.io/apiextensions-apiserver",
  "k8s.io/kube-aggregator",
];
const FLAGS = [
  "-trimpath",
  ...[...PLAIN, "github.com/argoproj/argo-cd/v3"].map((name) => `-gcflags=${name}/...=-N -l -dwarf=false`),
];
const ENV = { CGO_ENABLED: "0", GOFLAGS: "-mod=readonly -buildvcs=false" };

function build({ name, module, package: source, flags }: Program, to: string): void {
  const start = Date.now();
  console.error(`Building ${name} …`);
  go(module, ["build", ...FLAGS, "-ldflags", flags, "-o", to, source]);
  console.error(`Built ${name} in ${Math.round((Date.now() - start) / 1000)} s.`);
}

function go(module: Program["module"], args: readonly string[]): string {
  const { status, stdout, error } = spawnSync("go", args, {
    cwd: join(MODULES, module),
    env: { ...process.env, ...ENV },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (error !== undefined)
    throw new Error("The engines are built with Go 1.26 or later, which is not installed.", { cause: error });
  if (status !== 0) throw new Error(`go ${args.join(" ")} failed in ${module}: it says above why.`);
  return stdout;
}
