import { newRequest, type DeployRequest, type RequestState } from "../../../lib/deploys/request.ts";
import { saveConfigs } from "../../../lib/store/deploy-configs.ts";
import { insertRequest } from "../../../lib/store/requests.ts";
import type { Db } from "../../../lib/store/store.ts";
import { RELEASES, SOURCE, type TestWorld } from "./world.ts";

const CHANNELS = ["dev", "qa", "stag", "prod"];
const TEAMS = ["payments", "search", "identity", "platform", "growth", "data"];
const NAMES = ["api", "web", "worker", "jobs", "gateway", "mailer", "indexer", "billing", "audit", "sync"];
const PEOPLE = ["alice", "bob", "carol", "mara-lindqvist", "tomas.k"];

const hex = (seed: number, length: number): string =>
  [...Array(length).keys()]
    .map((at) => ((seed * 7 + at * 5 + ((seed >> (at % 8)) & 7)) % 16).toString(16))
    .join("");

/** One of many configs: its name says which. */
interface One {
  readonly name: string;
  readonly team: string;
  readonly index: number;
}

/**
 * Many configs in four channels, by files of a default branch, targets and the ledger; what each is doing differs.
 * Nothing of it can be deployed: no such clusters are there.
 */
export async function writeManyConfigs(world: TestWorld, count: number): Promise<void> {
  const { commit, store } = world;
  const configs: readonly One[] = [...Array(count).keys()].map((index) => ({
    name: `${TEAMS[index % TEAMS.length] ?? ""}-${NAMES[Math.floor(index / TEAMS.length) % NAMES.length] ?? ""}${index < 60 ? "" : `-${Math.floor(index / 60)}`}`,
    team: TEAMS[index % TEAMS.length] ?? "",
    index,
  }));
  const requests = configs.flatMap((config) => requestsOf(config, world.clock.now().getTime()));
  const releases = requests.flatMap(({ target, to, correlation, by, times }) =>
    to?.kind !== "artifactful" || times.committed === undefined
      ? []
      : [
          {
            container: target.config,
            channel: target.channel,
            image: to.artifact.image,
            digest: to.artifact.digest,
            source: {
              repository: SOURCE,
              sha: to.artifact.sha,
              ref: "refs/heads/main",
              run_id: 1,
              run_attempt: 1,
            },
            released_at: times.committed,
            released_by: by.account?.login ?? "",
            dispatch_id: correlation,
          },
        ],
  );
  const containers = Object.fromEntries(
    configs.map(({ name }) => [name, { repository: { name: SOURCE }, image: `ghcr.io/acme/${name}` }]),
  );
  await commit(RELEASES, {
    "db/db.json": `${JSON.stringify({ version: 1, releases }, undefined, 1)}\n`,
    "db/policy.json": JSON.stringify({
      version: 1,
      channels: CHANNELS,
      containers,
      freezes: [{ channel: "prod", container: "search-api", reason: "Black Friday", by: "carol" }],
    }),
    "db/server.yaml": serverYaml(configs),
  });
  await saveFiles(world, configs);
  for (const request of requests) await insertRequest(store.db, request, { wishKey: request.id });
}

function serverYaml(configs: readonly One[]): string {
  const targets = configs.flatMap(({ name, index }) =>
    CHANNELS.filter((_, at) => at === 0 || (index + at) % 9 !== 0).map(
      (channel) => `  ${name}/${channel}: [{ cluster: none, namespace: ${name} }]`,
    ),
  );
  return [
    "version: 1",
    "clusters: { none: { engine: kubernetes, kubeconfig: env:CLUSTER_NONE } }",
    "targets:",
    ...targets,
    "channels: { prod: { protected: true } }",
    "people: { prod: { teams: [acme/release] } }",
    "",
  ].join("\n");
}

/** Every config has a file, which says its team. */
async function saveFiles({ store, github }: TestWorld, configs: readonly One[]): Promise<void> {
  const { id } = github.repository(SOURCE);
  const head = (await headOf(store.db, id)) ?? "";
  const files = configs.map(({ name, team, index }) => ({
    name,
    path: `.deploy/${name}.yaml`,
    configSha: hex(index + 3, 40),
    blob: hex(index + 4, 40),
    document: {
      version: 1 as const,
      name,
      team,
      artifact: { repository: SOURCE, container: name, image: `ghcr.io/acme/${name}:{branch}-{short-sha}` },
      channels: { dev: { track: "main" }, qa: {}, stag: {}, prod: {} },
    },
    problems: undefined,
  }));
  if (!(await saveConfigs(store.db, { repositoryId: id, branch: "main", head }, files))) {
    throw new Error("the head of main has moved");
  }
}

async function headOf(db: Db, repositoryId: number): Promise<string | undefined> {
  const row = await db
    .selectFrom("branches")
    .select("head")
    .where("repository_id", "=", repositoryId)
    .where("name", "=", "main")
    .executeTakeFirst();
  return row?.head ?? undefined;
}

const ENDED: readonly RequestState[] = [
  "succeeded",
  "succeeded",
  "succeeded",
  "failed",
  "succeeded",
  "timed out",
  "succeeded",
];

/** What made each channel what it is; some were never deployed, some failed. */
function requestsOf({ name, index }: One, now: number): readonly DeployRequest[] {
  return CHANNELS.flatMap((channel, at) => {
    const seed = index * 4 + at;
    if (seed % 13 === 5 || (index + at) % 9 === 0) return [];
    const sha = hex(seed + 11, 40);
    const asked = new Date(now - (seed % 29) * 7_300_000 - 400_000).toISOString();
    const ended = new Date(Date.parse(asked) + 95_000).toISOString();
    const state = ENDED[seed % ENDED.length] ?? "succeeded";
    const login = PEOPLE[seed % PEOPLE.length] ?? "";
    const request = newRequest(
      {
        id: `${hex(seed + 1, 8)}-${hex(seed + 2, 4)}-4${hex(seed, 3)}-8${hex(seed + 5, 3)}-${String(seed).padStart(12, "0")}`,
        target: { config: name, channel },
        kind: "deploy",
        wish: { by: "branch", branch: "main" },
        by: { via: "slack", account: { id: seed + 1, login } },
        why: "",
      },
      asked,
    );
    const image = `ghcr.io/acme/${name}:main-${sha.slice(0, 7)}`;
    return [
      {
        ...request,
        state,
        commit: hex(seed + 17, 40),
        from: { kind: "virtual" } as const,
        to: {
          kind: "artifactful",
          configSha: sha,
          artifact: { sha, image, digest: `sha256:${hex(seed + 19, 64)}` },
        } as const,
        times: { received: asked, committed: asked, [state]: ended },
      },
    ];
  });
}
