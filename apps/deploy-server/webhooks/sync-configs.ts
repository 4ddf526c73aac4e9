import { CONFIG_FOLDER, parseDeployConfig } from "../../../lib/deploys/config/deploy-config.ts";
import { branchHead } from "../../../lib/github/commits/branch-head.ts";
import { filesAt } from "../../../lib/github/commits/files-at.ts";
import { lastChanges, listFiles } from "../../../lib/github/commits/folder.ts";
import type { GitHubRepository } from "../../../lib/github/github-repository.ts";
import { repositoryNamed } from "../../../lib/github/repository.ts";
import { InvalidDocument } from "../../../lib/releases/documents/problem.ts";
import { findHead, saveHead, type BranchName } from "../../../lib/store/branches.ts";
import { saveConfigs, type ConfigFile } from "../../../lib/store/deploy-configs.ts";
import type { Repository } from "../../../lib/store/repositories.ts";
import { step } from "../../../lib/store/step.ts";
import { Passing } from "../trouble.ts";
import type { World } from "../world.ts";

/** How often it is read again where the branch moves meanwhile. */
const LOOKS = 5;
/** Of a repository: anybody can have them, and reading them must not keep others waiting. */
const MOST_CONFIGS = 50;
/** As many as the characters that a config may have can take. */
const MOST_BYTES = 4 * 64 * 1024;

/** Takes over the deploy configs that a repository's default branch has now. */
export async function syncConfigs(world: World, { id, name, defaultBranch }: Repository): Promise<void> {
  const at = { repositoryId: id, branch: defaultBranch };
  const repository = await step("configs.repository", () => world.github.at(repositoryNamed(name)));
  for (let looks = 0; looks < LOOKS; looks += 1) {
    const head = (await findHead(world.db, at)) ?? (await readHead(world, repository, at));
    // A default branch that is not there says nothing of its configs.
    if (head === undefined) return;
    const files = await readConfigs(repository, head);
    if (await saveConfigs(world.db, { ...at, head }, files)) {
      const broken = files.filter(({ document }) => document === undefined);
      for (const { path, problems } of broken) {
        world.log.warn({ repository: name, path, problems }, "a deploy config cannot be read");
      }
      return;
    }
  }
  throw new Passing(`${defaultBranch} of ${name} moves faster than its configs are read`);
}

/** Takes over the head that a branch has now, and says it. @returns undefined for a branch that is gone */
export async function readHead(
  world: World,
  repository: GitHubRepository,
  at: BranchName,
): Promise<string | undefined> {
  for (let looks = 0; looks < LOOKS; looks += 1) {
    const seen = await findHead(world.db, at);
    const head = await step("branch.read head", () => branchHead(repository, at.branch));
    if (await saveHead(world.db, at, { seen, head })) return head;
  }
  throw new Passing(`${at.branch} moves faster than it is read`);
}

async function readConfigs(repository: GitHubRepository, head: string): Promise<readonly ConfigFile[]> {
  const folder = await step("configs.list files", () =>
    listFiles(repository, { commit: head, path: CONFIG_FOLDER }),
  );
  const files = configsAmong(folder);
  const first = files.slice(0, MOST_CONFIGS);
  const short = readableAmong(files).map(pathOf);
  const texts = await step("configs.read files", () => filesAt(repository, head, short));
  const changes = await step("configs.read changes", () => lastChanges(repository, head, first.map(pathOf)));
  const read = files.map((file) => ({ ...file, text: texts.get(pathOf(file)) }));
  return configFiles(read, (index) => changes[index] ?? head);
}

/** Where a deploy config is in its repository. */
export function pathOf({ name }: Pick<ConfigText, "name">): string {
  return `${CONFIG_FOLDER}/${name}`;
}

/** A file of which no more than its length is known. */
interface ListedFile {
  readonly name: string;
  readonly bytes: number;
  readonly isText: boolean;
}

/** The files of a folder that are called as deploy configs are. */
export function configsAmong<File extends ListedFile>(folder: readonly File[]): readonly File[] {
  return folder.filter(({ name }) => /\.ya?ml$/.test(name));
}

/** Those of them whose texts are read at all. */
export function readableAmong<File extends ListedFile>(configs: readonly File[]): readonly File[] {
  return configs.slice(0, MOST_CONFIGS).filter(({ bytes, isText }) => isText && bytes <= MOST_BYTES);
}

/** A file that may be a deploy config. */
export interface ConfigText {
  readonly name: string;
  readonly blob: string;
  /** Undefined for what is no text, or so long that it is not read. */
  readonly text: string | undefined;
}

/** What files are as deploy configs: one of each name. */
export function configFiles(
  files: readonly ConfigText[],
  changedIn: (index: number) => string,
): readonly ConfigFile[] {
  const read = files.map((file, index) => {
    const unread = unreadFile(file, changedIn(index));
    return index < MOST_CONFIGS
      ? configFile(file, unread)
      : {
          ...unread,
          problems: `${CONFIG_FOLDER} has ${files.length} configs, and ${MOST_CONFIGS} are read: keep no more`,
        };
  });
  return read.flatMap((file, index) => {
    const same = read.filter(({ name }) => name === file.name);
    if (read.findIndex(({ name }) => name === file.name) !== index) return [];
    if (same.length === 1) return [file];
    const paths = same.map(({ path }) => path).join(" and ");
    return [{ ...file, document: undefined, problems: `${paths} are one config twice: keep one` }];
  });
}

type UnreadFile = Omit<ConfigFile, "problems" | "document"> & { readonly document: undefined };

function unreadFile({ name: file, blob }: ConfigText, configSha: string): UnreadFile {
  const name = file.replace(/\.ya?ml$/, "");
  return { name, path: pathOf({ name: file }), configSha, blob, document: undefined };
}

function configFile({ text }: ConfigText, unread: UnreadFile): ConfigFile {
  const { path } = unread;
  if (text === undefined)
    return { ...unread, problems: `${path} is not a text file of at most ${MOST_BYTES} bytes` };
  try {
    return { ...unread, document: parseDeployConfig(text, path), problems: undefined };
  } catch (error) {
    if (error instanceof InvalidDocument) return { ...unread, problems: error.message };
    throw error;
  }
}
