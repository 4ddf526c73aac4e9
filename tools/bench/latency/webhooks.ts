import { createHash, createHmac } from "node:crypto";
import type { WebhookDelivery } from "@release-channels/sandbox";
import { at } from "../../../lib/deploys/narrow.ts";
import type { Arrival } from "./arrivals.ts";

/** A repository that webhooks are of. */
export interface Source {
  readonly id: number;
  /** `acme/app-1` */
  readonly name: string;
  /** Its default branch's commit: 40 hex. */
  head: string;
}

/** Repositories with a deploy config, and others. */
export interface Sources {
  readonly deployed: readonly Source[];
  readonly plain: readonly Source[];
}

type Body = Readonly<Record<string, unknown>>;

/** Payloads as GitHub sends them, of which each webhook is a variation. */
export interface Templates {
  readonly push: Body;
  readonly run: Body;
}

/** The newest delivery of each kind. */
export function templatesOf(deliveries: readonly WebhookDelivery[]): Templates {
  const of = (event: string): Body => {
    const found = deliveries.find((one) => one.event === event);
    if (found === undefined) throw new Error(`nothing was told of a ${event}`);
    return found.request.payload;
  };
  return { push: of("push"), run: of("workflow_run") };
}

const SECRET_HEADER = "x-hub-signature-256";
let made = 0;

function signed(event: string, payload: object, secret: string): Omit<Arrival, "deploys"> {
  made += 1;
  const body = JSON.stringify(payload);
  const digest = createHmac("sha256", secret).update(body).digest("hex");
  return {
    body,
    headers: {
      "content-type": "application/json",
      "x-github-event": event,
      "x-github-delivery": `00000000-0000-4000-8000-${String(made).padStart(12, "0")}`,
      [SECRET_HEADER]: `sha256=${digest}`,
    },
  };
}

/** A commit that nobody else has made. */
export function newCommit(): string {
  made += 1;
  return createHash("sha1").update(`commit ${made}`).digest("hex");
}

/** A push of one commit to a repository's default branch, which moves there. @param path what it touches */
export function pushOf(
  source: Source,
  {
    push,
    secret,
    path,
    after,
  }: Pick<Templates, "push"> & {
    readonly secret: string;
    readonly path: string;
    readonly after: string;
  },
): Arrival {
  const [first] = Array.isArray(push["commits"]) ? push["commits"] : [];
  const commit = { ...first, id: after, added: [], removed: [], modified: [path] };
  const { head: before } = source;
  source.head = after;
  return signed(
    "push",
    {
      ...push,
      ...repositoryOf(push, source),
      before,
      after,
      created: false,
      commits: [commit],
      head_commit: commit,
    },
    secret,
  );
}

/** How far a run of a repository's default branch has come. */
export function runOf(
  source: Source,
  {
    run,
    secret,
    sha,
    status,
  }: Pick<Templates, "run"> & {
    readonly secret: string;
    readonly sha: string;
    readonly status: "in_progress" | "completed";
  },
): Omit<Arrival, "deploys"> {
  made += 1;
  const { repository } = repositoryOf(run, source);
  const workflow_run = {
    ...Object(run["workflow_run"]),
    id: 8_000_000_000 + made,
    head_sha: sha,
    head_branch: "main",
    status,
    conclusion: status === "completed" ? "success" : null,
    repository,
    head_repository: repository,
  };
  return signed("workflow_run", { ...run, action: status, workflow_run, repository }, secret);
}

function repositoryOf(template: Body, { id, name }: Source) {
  const [, short] = name.split("/");
  return { repository: { ...Object(at(template, "repository")), id, name: short, full_name: name } };
}
