import { desiredText, type Desired } from "../../../lib/deploys/desired.ts";
import { changeText } from "../../../lib/deploys/preview.ts";
import { hasEnded, type Consent } from "../../../lib/deploys/request.ts";
import type { StoredPreview } from "../../../lib/store/previews.ts";
import { askerOf, type PastDeploy } from "../requests/past-deploys.ts";
import type { CatalogEntry } from "../views/catalog.ts";
import type { RequestView } from "../views/request-view.ts";
import { teamOf, type TargetView } from "../views/target-view.ts";

/** What JSON leaves out where it is undefined. */
type Json = Readonly<Record<string, unknown>>;

export function desiredJson(desired: Desired): Json {
  const { kind, configSha, artifact, chart } = desired;
  return { kind, text: desiredText(desired), config_sha: configSha, artifact, chart };
}

const maybe = (desired: Desired | undefined): Json | undefined => desired && desiredJson(desired);

export function configJson(entry: CatalogEntry): Json {
  const { name, source, channels, files } = entry;
  return {
    name,
    team: teamOf(entry),
    source,
    channels,
    files: files.map(({ repository, path, state, configSha, problems }) => ({
      repository,
      path,
      state,
      config_sha: configSha,
      problems,
    })),
  };
}

export function targetJson(view: TargetView): Json {
  const { target, desired, running, build } = view;
  return {
    ...target,
    team: view.team,
    source: view.source,
    protected: view.isProtected,
    clusters: view.clusters,
    desired: desiredJson(desired),
    since: view.since,
    by: view.by,
    standing: view.standing,
    running: maybe(running),
    request: view.made?.id,
    open: view.open.map(({ id }) => id),
    build: build && { ...build, says: build.says === "" ? undefined : build.says },
    previews: view.previews.map(branchPreviewJson),
    drift: view.drift,
    held: view.held,
    stopped: view.stopped,
  };
}

function branchPreviewJson({ branch, sha, state, says, since, placed, deployed }: StoredPreview): Json {
  return { branch, sha, state, says, since, ...placed, runs: maybe(deployed) };
}

/** @param publicUrl where its page is */
export function requestJson({ request, hidden }: RequestView, publicUrl: string): Json {
  const { id, target, kind, state, reason, from, to, by, why, times, silence } = request;
  return {
    id,
    ...target,
    kind,
    state,
    has_ended: hasEnded(request),
    reason: reason && { code: reason.code, message: reason.message },
    from: maybe(from),
    to: maybe(to),
    by: askerOf(request),
    via: by.via,
    why,
    times,
    preview: previewJson({ request, hidden }),
    confirmations: request.confirmations.map(consentJson),
    approvals: request.approvals.map(consentJson),
    commit: request.commit,
    progress: silence?.says === undefined ? request.progress?.says : undefined,
    silence: silence?.says === undefined ? undefined : silence,
    url: `${publicUrl}/requests/${id}`,
  };
}

function previewJson({ request: { preview, shown }, hidden }: RequestView): Json | undefined {
  if (preview === undefined || shown === undefined) return undefined;
  return {
    hash: preview.hash,
    needs_confirmation: preview.needsConfirmation,
    approvals: preview.approvals,
    changes: shown.changes.map((change) => `${change.repository} ${changeText(change)}`),
    applications: shown.children && shown.children.flatMap((names) => names ?? []),
    also_ships: shown.companions,
    drift: [...shown.drift, ...(shown.beyond ?? [])],
    hidden,
    unavailable: shown.unavailable,
  };
}

function consentJson({ by, at }: Consent): Json {
  return { by: by.login, at };
}

export function pastJson({ at, what, kind, by, state, requestId, commit, ms }: PastDeploy): Json {
  return {
    at,
    what: maybe(what ?? { kind: "virtual" }),
    kind,
    by,
    state,
    request: requestId,
    commit,
    seconds: ms === undefined ? undefined : Math.max(0, Math.round(ms / 1000)),
  };
}
