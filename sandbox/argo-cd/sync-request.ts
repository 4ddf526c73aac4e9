import type { Fields } from "../narrow.ts";
import { enforce, isAllowed, type Subject } from "./accounts.ts";
import { revisionFields, sourceFields } from "./compare.ts";
import type { Controlled } from "./controlled.ts";
import { ApiError, FAILED_PRECONDITION, INVALID_ARGUMENT, PERMISSION_DENIED } from "./errors.ts";
import type { Application, Operation } from "./model.ts";
import { isAutomated, startOperation, type Controller } from "./reconcile.ts";
import { sourcesOf } from "./render.ts";
import { syncBodyIn, type SyncBody } from "./sync-body.ts";
import { canSync, windowsOf } from "./windows.ts";

/**
 * Begins a sync.
 * @returns the application with its operation, of which nothing has happened yet
 * @throws ApiError for every reason that Argo CD refuses for
 */
export async function requestSync(
  controller: Controller,
  controlled: Controlled,
  {
    subject,
    body,
    requireOverride,
  }: {
    readonly subject: Subject;
    readonly body: Fields;
    readonly requireOverride: boolean;
  },
): Promise<Application> {
  const request = syncBodyIn(body);
  const { application, object, name } = controlled;
  const windows = windowsOf(controller.windows.get(application.spec.project) ?? [], name);
  if (!canSync(windows, "person"))
    throw new ApiError(PERMISSION_DENIED, "cannot sync: blocked by sync window");
  enforce(subject, "sync", object);
  const commits = await commitsOf(controller, controlled, request);
  if (requireOverride && isOverride(application, request) && !isAllowed(subject, "override", object))
    enforce(subject, "override", object);
  if (controlled.application.operation !== undefined)
    throw new ApiError(FAILED_PRECONDITION, "another operation is already in progress");
  const { syncPolicy } = application.spec;
  const syncOptions = request.syncOptions?.items ?? syncPolicy?.syncOptions;
  const operation: Operation = {
    sync: {
      ...revisionFields(application, commits),
      ...(request.prune === true ? { prune: true } : {}),
      ...(request.dryRun === true ? { dryRun: true } : {}),
      ...(request.resources === undefined ? {} : { resources: request.resources }),
      ...sourceFields(application),
      ...(syncOptions === undefined ? {} : { syncOptions }),
    },
    initiatedBy: { username: subject.name },
    ...(request.infos === undefined ? {} : { info: request.infos }),
    retry: request.retryStrategy ?? syncPolicy?.retry ?? {},
  };
  const accepted = controlled.change({ operation, status: { operationState: undefined } });
  startOperation(controller.mirrors, controlled, operation);
  return accepted;
}

/** The requested revisions, one for each source; undefined if the request leaves them to the application. */
function asked(
  { spec }: Application,
  { revision, revisions = [], sourcePositions = [] }: SyncBody,
): (string | undefined)[] {
  const sources = sourcesOf({ spec });
  if (spec.sources === undefined) return [revision];
  if (revisions.length !== sourcePositions.length)
    throw new ApiError(INVALID_ARGUMENT, "source positions and revisions do not match");
  const outside = sourcePositions.find((position) => position < 1 || position > sources.length);
  if (outside !== undefined) throw new ApiError(INVALID_ARGUMENT, "source position is out of range");
  return sources.map((_, at) => revisions[sourcePositions.indexOf(at + 1)]);
}

async function commitsOf(
  { mirrors }: Controller,
  controlled: Controlled,
  request: SyncBody,
): Promise<readonly string[]> {
  const { application } = controlled;
  const wanted = asked(application, request);
  const commits: string[] = [];
  for (const [at, { repoURL, targetRevision = "HEAD" }] of sourcesOf(application).entries()) {
    const revision = wanted[at];
    if (
      isAutomated(application) &&
      request.dryRun !== true &&
      revision !== undefined &&
      revision !== targetRevision
    )
      throw new ApiError(
        FAILED_PRECONDITION,
        `Cannot sync to ${revision}: auto-sync currently set to ${targetRevision}`,
      );
    // What the application follows is known from its last refresh; nothing is fetched.
    const known = revision === undefined ? controlled.resolved[at] : undefined;
    if (known === undefined && revision === undefined) await mirrors.fetch(repoURL);
    const commit = known ?? (await mirrors.resolve(repoURL, revision ?? targetRevision));
    if (commit === undefined)
      throw new ApiError(
        FAILED_PRECONDITION,
        `unable to resolve '${revision ?? targetRevision}' to a commit SHA`,
      );
    commits.push(commit);
  }
  return commits;
}

function isOverride(application: Application, request: SyncBody): boolean {
  return asked(application, request).some((revision, at) => {
    const { targetRevision = "HEAD" } = sourcesOf(application)[at] ?? {};
    return revision !== undefined && revision !== targetRevision;
  });
}

/** Ends an operation. @throws ApiError 3 if none is in progress */
export function requestTermination(controlled: Controlled, subject: Subject): void {
  enforce(subject, "sync", controlled.object);
  const { operation, status } = controlled.application;
  if (operation === undefined || status.operationState === undefined)
    throw new ApiError(INVALID_ARGUMENT, "Unable to terminate operation. No operation is in progress");
  controlled.change({ status: { operationState: { ...status.operationState, phase: "Terminating" } } });
  controlled.terminate();
}
