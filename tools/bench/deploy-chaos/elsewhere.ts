const JOB = "of a job that asks over the API: it asks GitHub, and writes nothing";
const PREVIEW =
  "of a branch that runs beside a channel: what runs is compared with what should run each time, so that whoever comes next goes on; apps/deploy-server/previews.test.ts plays it";

const TOLD =
  "of Flux's notifications, which tell of clusters that no scenario has: what they say is noted in one transaction with the end of the inbox's entry; apps/deploy-server/flux-unseen.test.ts plays it";

/** Steps that no scenario of two servers on PostgreSQL comes through, by how their names begin, each with the reason. */
const REASONS: readonly (readonly [prefix: string, reason: string])[] = [
  [
    "folder.",
    "of PGlite's folder, which PostgreSQL does not have: lib/store/embedded's tests end processes there",
  ],
  ["template.", "of PGlite's first folder"],
  ["embedded.", "of PGlite"],
  ["store.create migrations", "within the one transaction that lays out an empty database"],
  ["store.apply migration", "within the one transaction that lays out an empty database"],
  ["store.note migration", "within the one transaction that lays out an empty database"],
  [
    "repositories.set reachable",
    "of an App that is taken from a repository: GitHub tells it nothing of that one any more",
  ],
  [
    "ancestry.",
    "of builds whose commits came before the server did, so that no pushes lead to them: it reads, and writes nothing",
  ],
  ["prune.", "of an hourly sweep: it removes what nobody reads"],
  ["config.", "of configs without an image, which no scenario deploys: it asks GitHub, and writes nothing"],
  ["store.close", "of the end: nothing is under way by then"],
  [
    "syncs.read ",
    "of a sync that finds more branches than fit on a page, changed configs or other statuses: it reads, and writes nothing",
  ],
  ["syncs.find", "of pages and the API, which show a sync: it reads, and writes nothing"],
  ["sync pages.count", "of pages and the API, which show a sync: it reads, and writes nothing"],
  ["overview.", "of pages and the API: it reads, and writes nothing"],
  ["people.repository of all", "of who may ask for a sync over the API: it reads, and writes nothing"],
  [
    "application set.",
    "of an ApplicationSet, which no scenario deploys to: whoever comes next asks each of its applications whether it was asked; apps/deploy-server/application-sets.test.ts plays it",
  ],
  ["previews.request", PREVIEW],
  ["previews.observe", PREVIEW],
  ["previews.keep", PREVIEW],
  ["previews.leave", PREVIEW],
  ["previews.forget", PREVIEW],
  ["previews.add left", PREVIEW],
  ["previews.list", PREVIEW],
  ["kubernetes.make namespace", PREVIEW],
  ["kubernetes.remove namespace", PREVIEW],
  ["kubernetes.list namespaces", "of what is left of previews: it reads, and writes nothing"],
  ["kubernetes.find namespace", "of a branch's preview: it reads, and writes nothing"],
  ["decide.", "of decisions on pages and over the API: those of the chat are played"],
  ["people.know account", "of pages and the API: it asks GitHub, and writes nothing"],
  ["people.ask whose token", "of pages and the API: it asks GitHub, and writes nothing"],
  ["people.ask what is readable", "of pages and the API: it asks GitHub, and writes nothing"],
  ["people.know starter", JOB],
  ["people.run's repository", JOB],
  ["people.ask who re-ran", JOB],
  ["beside.wait for room", "of more work than a replica takes at once: it waits, and writes nothing"],
  ["rush.", "of more at once than any scenario has: it waits, and writes nothing"],
  ["beside.end", "of the end: what is under way is waited for, and its own steps are played"],
  ["previews.count newer", PREVIEW],
  ["people.know whose app", "of pages and the API: it asks GitHub, and writes nothing"],
  ["people.ask whose app", "of pages and the API: it asks GitHub, and writes nothing"],
  ["people.exchange code", "of signing in to the pages: it writes nothing"],
  ["people.read exchange", "of signing in to the pages: it writes nothing"],
  [
    "standing.",
    "of a commit after the request's that Flux takes: the engines' scenarios come by, and it writes nothing",
  ],
  ["flux.list takers", "of a source alone: the engines' scenarios come by, and it writes nothing"],
  ["flux.read git", "of a commit after the request's: the engines' scenarios come by, and it writes nothing"],
  ["flux events.", TOLD],
  ["flux.secrets", TOLD],
  ["flux.tell trouble", TOLD],
  ["flux.log trouble", TOLD],
  ["github.read release", "of what a chart's version changes: it asks GitHub, and writes nothing"],
  ["notes.", "of what a chart's version changes: it asks GitHub, and writes nothing"],
  ["versions.deadline", "of a registry that does not answer: it waits, and writes nothing"],
  [
    "argo cd.standing of synced",
    "of a later release, of which Argo CD has synced the commit by itself: it asks GitHub, and writes nothing",
  ],
  ["argo-cd.compare", "of an engine that compares before it has said how it stands, as nobody asks it to"],
  ["people.verify run", "of the API: it asks GitHub's issuer, and writes nothing"],
];

/** Why nobody comes by a step; undefined where somebody should. */
export function reasonFor(step: string): string | undefined {
  return REASONS.find(([prefix]) => step.startsWith(prefix))?.[1];
}
