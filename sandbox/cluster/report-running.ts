/** How the cluster tells GitHub what it runs: as Argo CD's notifications do, with a token that may write deployments. */
export interface Reporter {
  /** REST base. */
  readonly apiUrl: string;
  /** Of an account that may write the deployments of the source repositories. */
  readonly token: string;
}

interface RunningRelease {
  readonly channel: string;
  readonly dispatch_id: string;
  readonly source?: { readonly repository: string; readonly sha: string };
}

interface Deployment {
  readonly id: number;
  readonly payload: unknown;
}

/**
 * Finishes the deployments of what runs now: those that were made for the same dispatch and are still in progress.
 * @param before the database that ran until now
 * @param now the one that runs
 */
export async function reportRunning(reporter: Reporter, before: string, now: string): Promise<void> {
  const known = new Set(releasesOf(before).map(keyOf));
  for (const release of releasesOf(now)) {
    if (!known.has(keyOf(release)) && release.source !== undefined)
      await finish(reporter, release, release.source);
  }
}

async function finish(
  reporter: Reporter,
  { channel, dispatch_id: dispatchId }: RunningRelease,
  { repository, sha }: NonNullable<RunningRelease["source"]>,
): Promise<void> {
  const query = new URLSearchParams({ environment: channel, sha, per_page: "100" });
  const path = `/repos/${repository}/deployments`;
  const deployments = (await ask(reporter, `${path}?${query.toString()}`)) as readonly Deployment[];
  const deployment = deployments.find(({ payload }) => creationOf(payload) === dispatchId);
  if (deployment === undefined) return;
  const statuses = `${path}/${deployment.id}/statuses`;
  const [latest] = (await ask(reporter, `${statuses}?per_page=1`)) as readonly { readonly state: string }[];
  if (latest?.state !== "in_progress") return;
  await ask(reporter, statuses, { state: "success", description: "The cluster runs it" });
}

async function ask({ apiUrl, token }: Reporter, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(apiUrl + path, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return await answer.json();
}

function releasesOf(database: string): readonly RunningRelease[] {
  return (JSON.parse(database) as { readonly releases: readonly RunningRelease[] }).releases;
}

const keyOf = ({ channel, dispatch_id: id }: RunningRelease): string => `${channel} ${id}`;

/** GitHub gives a payload back as it was sent: an object, or text. */
function creationOf(payload: unknown): unknown {
  const value: unknown = typeof payload === "string" && payload !== "" ? JSON.parse(payload) : payload;
  return typeof value === "object" && value !== null && "creation_id" in value
    ? value.creation_id
    : undefined;
}
