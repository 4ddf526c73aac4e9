import type { SyncPlace } from "../../../lib/deploys/sync/places.ts";
import { numberedStatuses } from "../../../lib/github/builds/numbered-statuses.ts";
import type { GitHubInstallation } from "../../../lib/github/installation/installation.ts";
import { lastChangesOf } from "../../../lib/github/installation/last-changes.ts";
import { listInstallations } from "../../../lib/github/installation/list-installations.ts";
import { listRepositories } from "../../../lib/github/installation/list-repositories.ts";
import { repositoryNamed } from "../../../lib/github/repository.ts";
import { step } from "../../../lib/store/step.ts";
import type { GitHubLogin } from "../settings.ts";
import type { World } from "../world.ts";
import { chunks, type ReadPage } from "./pages.ts";
import { readBranches, readFirstHeads } from "./read-heads.ts";

/** Whose heads one request reads: more, and GitHub takes longer than it gives itself. */
const REPOSITORIES_AT_ONCE = 20;

export type AppLogin = Extract<GitHubLogin, { readonly kind: "app" }>;

/** Reads one page of a scan: one request, one for a token, and one for the texts of fifty configs. @throws GitHubFailure */
export async function readPage(world: World, login: AppLogin, place: SyncPlace): Promise<ReadPage> {
  if (place.kind === "installations") return readInstallations(world, login, place.page);
  const installation = await step("syncs.installation", () =>
    world.github.installation(login, place.installation),
  );
  switch (place.kind) {
    case "repositories":
      return readRepositories(installation, place);
    case "heads":
      return readFirstHeads(world, installation, place);
    case "branches":
      return readBranches(world, installation, place);
    case "changes":
      return readChanges(installation, place);
    default:
      return readStatuses(installation, place);
  }
}

async function readInstallations(world: World, login: AppLogin, page: number): Promise<ReadPage> {
  const session = world.github.onceSession();
  const { items, isLast } = await step("syncs.list installations", () =>
    listInstallations(session, login, page),
  );
  const active = items.filter(({ isSuspended }) => !isSuspended);
  const suspended = items.filter(({ isSuspended }) => isSuspended).map(({ account }) => account);
  return {
    found: { kind: "installations", suspended },
    more: [
      ...active.map(({ id, account, permissions }) => ({
        kind: "repositories" as const,
        installation: { id, account, permissions },
        page: 1,
      })),
      ...(isLast ? [] : [{ kind: "installations" as const, page: page + 1 }]),
    ],
  };
}

async function readRepositories(
  reached: GitHubInstallation,
  { installation, page }: Extract<SyncPlace, { kind: "repositories" }>,
): Promise<ReadPage> {
  const { items, isLast } = await step("syncs.list repositories", () => listRepositories(reached, page));
  const listed = items.map(({ id, name, defaultBranch }) => ({ id, name, defaultBranch }));
  const ids = items.map(({ id, nodeId }) => ({ id, nodeId }));
  return {
    found: { kind: "repositories", listed },
    more: [
      ...(isLast ? [] : [{ kind: "repositories" as const, installation, page: page + 1 }]),
      ...chunks(ids, REPOSITORIES_AT_ONCE).map((repositories) => ({
        kind: "heads" as const,
        installation,
        repositories,
      })),
    ],
  };
}

async function readChanges(
  reached: GitHubInstallation,
  { files }: Extract<SyncPlace, { kind: "changes" }>,
): Promise<ReadPage> {
  const shas = await step("syncs.read changes", () => lastChangesOf(reached, files));
  const changes = files.map(({ id, path, commit }, index) => ({
    repositoryId: id,
    path,
    sha: shas[index] ?? commit,
  }));
  return { found: { kind: "changes", changes }, more: [] };
}

async function readStatuses(
  reached: GitHubInstallation,
  { repository, repositoryId, sha }: Extract<SyncPlace, { kind: "statuses" }>,
): Promise<ReadPage> {
  const at = { ...reached, name: repositoryNamed(repository) };
  const statuses = await step("syncs.read statuses", () => numberedStatuses(at, sha));
  return {
    found: { kind: "statuses", statuses: statuses.map((one) => ({ ...one, repositoryId, sha })) },
    more: [],
  };
}
