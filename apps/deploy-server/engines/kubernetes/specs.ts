import { minimatch } from "minimatch";
import { parseDeployConfig, type DeployConfig } from "../../../../lib/deploys/config/deploy-config.ts";
import { misfit } from "../../../../lib/deploys/desired.ts";
import type { ApiObject } from "../../../../lib/deploys/kubernetes/api-object.ts";
import type { ConfigPlace, Wanted } from "../../../../lib/deploys/kubernetes/deploy-config.ts";
import { withImage, type DigestedImage } from "../../../../lib/deploys/kubernetes/image.ts";
import { parseSpecs } from "../../../../lib/deploys/kubernetes/specs.ts";
import { filesAt, sizesAt } from "../../../../lib/github/commits/files-at.ts";
import { listFolder } from "../../../../lib/github/commits/list-folder.ts";
import type { GitHubRepository } from "../../../../lib/github/github-repository.ts";
import { repositoryNamed } from "../../../../lib/github/repository.ts";
import { InvalidDocument } from "../../../../lib/releases/documents/problem.ts";
import { step } from "../../../../lib/store/step.ts";
import type { GitHubAccess } from "../../github/access.ts";
import { EngineRefusal } from "../engine.ts";

/** What a config says at a commit, with its image put in. */
export interface Specs {
  readonly config: DeployConfig;
  readonly objects: readonly ApiObject[];
}

/** As many files as one config may have: it is a deploy, and no platform. */
const MOST_FILES = 200;
/** Of all of them together, as in `parseSpecs`, where each character has at least one. */
const MOST_BYTES = 1024 * 1024;

/** The texts of a config and its specs at a commit: they never change, and are read once. */
interface Texts {
  readonly config: DeployConfig;
  /** By path, in the order in which they are applied. */
  readonly files: ReadonlyMap<string, string>;
}

/** Commits whose texts are kept. */
const KEPT = 50;

/** Where specs are read. */
export class SpecSource {
  readonly github: GitHubAccess;
  readonly #texts = new Map<string, Promise<Texts>>();

  constructor(github: GitHubAccess) {
    this.github = github;
  }

  /** @throws InvalidDocument, EngineRefusal, GitHubFailure: then it is read again the next time */
  texts(place: ConfigPlace, commit: string): Promise<Texts> {
    const key = JSON.stringify([place.repository, place.path, commit]);
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    const read = textsAt(this.github, place, commit);
    this.#texts.set(key, read);
    read.catch(() => this.#texts.delete(key));
    const [oldest] = this.#texts.keys();
    if (this.#texts.size > KEPT && oldest !== undefined) this.#texts.delete(oldest);
    return read;
  }
}

/**
 * Reads what is to be applied: the config and its specs at the config's commit, and the image by its digest.
 * @throws EngineRefusal for whatever cannot be applied, with file, line and column where there are some; GitHubFailure
 */
export async function readSpecs(source: SpecSource, wanted: Wanted, namespace: string): Promise<Specs> {
  const { to, config: place } = wanted;
  const { configSha } = to;
  if (configSha === undefined) throw new Error("what is virtual has no specs");
  try {
    const { config, files } = await step("specs.texts", () => source.texts(place, configSha));
    const unfit = misfit(config, to);
    if (unfit !== undefined) throw new EngineRefusal("refused", unfit);
    const objects = parseSpecs(files, namespace);
    const image = digestedImage(wanted);
    return { config, objects: image === undefined ? objects : imaged(objects, image) };
  } catch (error) {
    throw error instanceof InvalidDocument
      ? new EngineRefusal("refused", `${place.repository} at ${configSha.slice(0, 7)}: ${error.message}`)
      : error;
  }
}

/** The image of what is wanted, if it has one. @throws EngineRefusal without its digest: a tag may be another image tomorrow */
export function digestedImage({ to, target }: Wanted): DigestedImage | undefined {
  if (to.artifact === undefined) return undefined;
  const { image, digest } = to.artifact;
  if (digest !== undefined) return { image, digest };
  throw new EngineRefusal(
    "refused",
    `the ledger has no digest of ${image}, and Kubernetes is given images by their digest alone: release ${target.config} with its digest`,
  );
}

/** Whether what was changed by hand is taken back when it is applied: as the config says, or because git says now what was. */
export function mendsHands({ config }: Pick<Specs, "config">, { isTakenOver = false }: Wanted): boolean {
  return isTakenOver || config.drift === "mend";
}

async function textsAt(github: GitHubAccess, place: ConfigPlace, commit: string): Promise<Texts> {
  const repository = await step("specs.repository", () => github.at(repositoryNamed(place.repository)));
  const config = await configAt(repository, { path: place.path, commit });
  const paths = await pathsOf(repository, config, commit);
  await insistOnSize(repository, { name: config.name, commit, paths });
  return { config, files: await step("specs.read files", () => filesAt(repository, commit, paths)) };
}

/** Anybody who may push can write as much as they like: nothing is read that is not applied in any case. */
async function insistOnSize(
  repository: GitHubRepository,
  {
    name,
    commit,
    paths,
  }: { readonly name: string; readonly commit: string; readonly paths: readonly string[] },
): Promise<void> {
  const sizes = await step("specs.read sizes", () => sizesAt(repository, commit, paths));
  const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  if (bytes <= MOST_BYTES) return;
  throw new EngineRefusal(
    "refused",
    `${name} has ${bytes} bytes to read at ${commit.slice(0, 7)}, and at most ${MOST_BYTES} are applied: name fewer specs, or shorten ${longestOf(sizes)}`,
  );
}

function longestOf(sizes: ReadonlyMap<string, number>): string {
  return [...sizes].reduce((longest, one) => (one[1] > longest[1] ? one : longest), ["", 0] as const)[0];
}

async function configAt(
  repository: GitHubRepository,
  { path, commit }: { readonly path: string; readonly commit: string },
): Promise<DeployConfig> {
  await insistOnSize(repository, { name: path, commit, paths: [path] });
  const files = await step("specs.read config", () => filesAt(repository, commit, [path]));
  const text = files.get(path);
  if (text === undefined) {
    throw new EngineRefusal(
      "refused",
      `${repository.name.owner}/${repository.name.repo} has no ${path} at ${commit.slice(0, 7)}: add it, with the specs that it applies`,
    );
  }
  return parseDeployConfig(text, path);
}

/** The files that a config's patterns name, sorted within each. */
async function pathsOf(
  repository: GitHubRepository,
  { name, specs = [] }: DeployConfig,
  commit: string,
): Promise<readonly string[]> {
  if (specs.length === 0) {
    throw new EngineRefusal(
      "refused",
      `${name} has no specs, so that there is nothing to apply: name them, such as specs: [k8s/*.yaml]`,
    );
  }
  const found = new Set<string>();
  for (const pattern of specs) {
    const before = found.size;
    for (const path of await matching(repository, { pattern, commit, folder: fixedPart(pattern) }))
      found.add(path);
    if (found.size === before) {
      throw new EngineRefusal(
        "refused",
        `no file of ${repository.name.owner}/${repository.name.repo} at ${commit.slice(0, 7)} is called ${pattern}, which ${name} has among its specs: correct it`,
      );
    }
  }
  if (found.size > MOST_FILES) {
    throw new EngineRefusal(
      "refused",
      `${name} has ${found.size} specs, and at most ${MOST_FILES} are applied: name fewer`,
    );
  }
  return [...found];
}

/** As in `patternFault`. */
const PLAIN = { nobrace: true, nocomment: true, noext: true, nonegate: true };

/** `k8s/base` of a pattern such as `k8s/base/*.yaml`: what is above it needs no look. */
function fixedPart(pattern: string): string {
  const segments = pattern.split("/");
  const wild = segments.findIndex((segment) => /[*?[\]{}!()]/.test(segment));
  return segments.slice(0, wild === -1 ? -1 : wild).join("/");
}

async function matching(
  repository: GitHubRepository,
  { pattern, commit, folder }: { readonly pattern: string; readonly commit: string; readonly folder: string },
): Promise<readonly string[]> {
  const entries =
    (await step("specs.list folder", () => listFolder(repository, { path: folder, commit }))) ?? [];
  const paths: string[] = [];
  for (const { path, isFolder } of entries.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    if (!isFolder && minimatch(path, pattern, PLAIN)) paths.push(path);
    if (isFolder && minimatch(path, pattern, { ...PLAIN, partial: true })) {
      paths.push(...(await matching(repository, { pattern, commit, folder: path })));
    }
  }
  return paths;
}

function imaged(objects: readonly ApiObject[], artifact: DigestedImage): readonly ApiObject[] {
  const { objects: edited, places } = withImage(objects, artifact);
  if (places > 0) return edited;
  throw new EngineRefusal(
    "refused",
    `no container of the specs runs ${artifact.image.replace(/:[^:/]*$/, "")}, so that the deploy would change nothing: name that image, with any tag`,
  );
}
