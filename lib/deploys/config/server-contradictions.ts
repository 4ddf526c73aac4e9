import { nearest } from "../../releases/documents/nearest.ts";
import { problemAt, type PathSegment, type SchemaProblem } from "../../releases/documents/schema-problems.ts";
import type { Cluster, Placement, ServerConfig } from "../generated/schema.generated.ts";
import { chartProblems } from "./chart-problems.ts";
import { patienceProblems } from "./patience-problems.ts";
import { unseenProblems } from "./unseen-problems.ts";
import { waveProblems } from "./wave-problems.ts";

/** What is legal by itself and does not go together. */
export function contradictions(config: ServerConfig): readonly SchemaProblem[] {
  return [
    ...Object.entries(config.clusters).flatMap(([name, cluster]) => clusterProblems(name, cluster)),
    ...Object.entries(config.targets).flatMap(([key, placements]) =>
      placements.flatMap((placement, index) => placementProblems(config, placement, ["targets", key, index])),
    ),
    ...chartProblems(config),
    ...sharedFields(config),
    ...waveProblems(config),
    ...unseenProblems(config),
    ...strayChannels(config),
    ...openDoors(config),
  ];
}

/** What each engine has to be told of a cluster, and what means nothing to it. */
const CLUSTER_FIELDS = {
  "argo-cd": {
    needs: ["url", "token"],
    takes: ["project", "webhook_secret", "certificate_authority", "auto_sync"],
  },
  flux: { needs: [], takes: ["kubeconfig", "notification_secret", "webhook_secret"] },
  kubernetes: { needs: ["kubeconfig"], takes: [] },
} as const;

/** The object of a cluster that each engine is about: one of them. */
const OBJECTS = {
  "argo-cd": ["application", "applicationset"],
  flux: ["helmrelease", "kustomization", "ocirepository"],
  kubernetes: ["namespace"],
} as const;

/** Fields that only some engines have a use for. */
const ENGINE_FIELDS = {
  "argo-cd": ["application", "applicationset", "application_namespace"],
  flux: ["helmrelease", "kustomization", "ocirepository", "chart"],
  kubernetes: ["namespace", "preview_namespace"],
} as const;

function clusterProblems(name: string, cluster: Cluster): readonly SchemaProblem[] {
  const { needs, takes } = CLUSTER_FIELDS[cluster.engine];
  const at = ["clusters", name];
  const given = Object.keys(cluster).filter((field) => field !== "engine");
  const known = new Set<string>([...needs, ...takes]);
  return [
    ...needs
      .filter((field) => !given.includes(field))
      .map((field) =>
        problemAt(at, `lacks ${field}, which a cluster with the engine ${cluster.engine} needs`),
      ),
    ...given
      .filter((field) => !known.has(field))
      .map((field) =>
        problemAt([...at, field], `means nothing to the engine ${cluster.engine}: leave it out`),
      ),
    ...(cluster.url?.startsWith("http://") === true &&
    !/^http:\/\/(?:localhost|127\.|\[::1\])/.test(cluster.url)
      ? [
          problemAt(
            [...at, "url"],
            `is ${cluster.url}, and the token would go there in plain text: use https`,
          ),
        ]
      : []),
  ];
}

function placementProblems(
  { clusters }: ServerConfig,
  placement: Placement,
  at: readonly PathSegment[],
): readonly SchemaProblem[] {
  const { cluster: name } = placement;
  const cluster = Object.hasOwn(clusters, name) ? clusters[name] : undefined;
  if (cluster === undefined) {
    const known = Object.keys(clusters);
    const meant = nearest(name, known);
    const guess =
      meant === undefined ? `clusters has ${known.join(", ") || "none"}` : `did you mean ${meant}?`;
    return [problemAt([...at, "cluster"], `is ${name}, which clusters does not list: ${guess}`)];
  }
  return [
    ...objectProblems(placement, cluster, at),
    ...fileProblems(placement, cluster, at),
    ...patienceProblems(placement, at),
  ];
}

function objectProblems(
  placement: Placement,
  { engine }: Cluster,
  at: readonly PathSegment[],
): readonly SchemaProblem[] {
  const objects = OBJECTS[engine];
  const given = objects.filter((field) => placement[field] !== undefined);
  const foreign = Object.values(ENGINE_FIELDS)
    .flat()
    .filter((field) => !ENGINE_FIELDS[engine].some((own) => own === field) && placement[field] !== undefined);
  return [
    ...(given.length === 1
      ? []
      : [
          problemAt(
            at,
            given.length === 0
              ? `lacks ${objects.join(" or ")}, which the engine ${engine} needs`
              : `has ${given.join(" and ")}, and only one of them can be what is watched: keep one`,
          ),
        ]),
    ...foreign.map((field) =>
      problemAt(
        [...at, field],
        `means nothing to the engine ${engine} of ${placement.cluster}: leave it out`,
      ),
    ),
  ];
}

/** The engine kubernetes is told by the server itself; the others read a file, in which one value says the version. */
function fileProblems(
  { file, field, helmrelease, ocirepository, undeploy }: Placement,
  { engine }: Cluster,
  at: readonly PathSegment[],
): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  if (engine !== "kubernetes" && file === undefined) {
    problems.push(problemAt(at, "lacks file, the file whose value says which version runs"));
  }
  // Flux's own objects have one place for a version; a values file has any.
  const isPlain = helmrelease === undefined && ocirepository === undefined;
  if (engine !== "kubernetes" && isPlain && file !== undefined && field === undefined) {
    problems.push(problemAt(at, `lacks field, the place in ${file} that says which version runs`));
  }
  if (undeploy !== undefined) {
    const isEdit = undeploy.field !== undefined && undeploy.value !== undefined;
    const isRemoval = undeploy.remove !== undefined;
    const isHalf = undeploy.field !== undefined || undeploy.value !== undefined;
    if (isEdit === isRemoval || (isRemoval && isHalf)) {
      problems.push(problemAt([...at, "undeploy"], "must have either field and value, or remove"));
    }
  }
  return problems;
}

/** Two targets in one value would undo each other. */
function sharedFields({ targets }: ServerConfig): readonly SchemaProblem[] {
  const first = new Map<string, string>();
  return Object.entries(targets).flatMap(([key, placements]) =>
    placements.flatMap(
      ({ repository = "", branch = "", file, field = "", helmrelease, ocirepository }, index) => {
        if (file === undefined) return [];
        const place = JSON.stringify([
          repository.toLowerCase(),
          branch,
          file,
          field,
          helmrelease,
          ocirepository,
        ]);
        const other = first.get(place);
        if (other === undefined) first.set(place, key);
        // One target may say its version once for several clusters.
        if (other === undefined || other === key) return [];
        const what = field === "" ? file : `${field} in ${file}`;
        return [
          problemAt(
            ["targets", key, index, "file"],
            `is ${file}, and ${other} writes ${what} already: two targets would undo each other`,
          ),
        ];
      },
    ),
  );
}

/** A rule for a channel that nothing is deployed to is a misspelt one. */
function strayChannels({ targets, channels = {}, people = {} }: ServerConfig): readonly SchemaProblem[] {
  const known = [...new Set(Object.keys(targets).map((key) => key.slice(key.indexOf("/") + 1)))];
  return (
    [
      ["channels", channels],
      ["people", people],
    ] as const
  ).flatMap(([list, rules]) =>
    Object.keys(rules)
      .filter((channel) => !known.includes(channel))
      .map((channel) => {
        const meant = nearest(channel, known);
        const guess =
          meant === undefined ? `targets has ${known.join(", ") || "none"}` : `did you mean ${meant}?`;
        return problemAt([list, channel], `is about a channel that no target is in: ${guess}`);
      }),
  );
}

/** What is protected must say from whom. */
function openDoors({ channels = {}, people = {} }: ServerConfig): readonly SchemaProblem[] {
  return Object.entries(channels)
    .filter(([channel, settings]) => settings.protected === true && !Object.hasOwn(people, channel))
    .map(([channel]) =>
      problemAt(
        ["channels", channel, "protected"],
        `is true, but people does not say who may deploy to ${channel}: add people.${channel}`,
      ),
    );
}
