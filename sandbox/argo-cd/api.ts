import type { ApiResponse } from "../http/answer.ts";
import type { Desk, DeskRequest } from "../http/desk.ts";
import { enforce, isAllowed, type Subject } from "./accounts.ts";
import type { Controlled } from "./controlled.ts";
import {
  ApiError,
  INVALID_ARGUMENT,
  notFound,
  permissionDenied,
  UNKNOWN,
  unknownToSandbox,
} from "./errors.ts";
import { registerLists } from "./lists.ts";
import { refresh } from "./reconcile.ts";
import { isManifest, keyOf, render, RenderError, sourcesOf, type Rendered } from "./render.ts";
import { jsonOf, knownQuery, wrongContentType } from "./request.ts";
import { registerSession } from "./session.ts";
import { requestSync, requestTermination } from "./sync-request.ts";
import { difference, managedResources, resourceTree, withResourceHealth } from "./views.ts";
import { answerWebhook } from "./webhook.ts";
import { windowsAnswer, windowsOf } from "./windows.ts";
import type { World } from "./world.ts";

/** A request about an application that the caller may get. */
interface Asked {
  readonly world: World;
  readonly request: DeskRequest;
  readonly subject: Subject;
  readonly controlled: Controlled;
}

type Operation = (asked: Asked) => Promise<ApiResponse> | ApiResponse;

/** Serves Argo CD's API. Operations are named after its own: `applications/get`, `applications/sync`, … */
export function registerApi(desk: Desk, world: World): void {
  const one = (
    method: "GET" | "POST" | "DELETE" | "PATCH" | "PUT",
    below: string,
    name: string,
    query: readonly string[],
    operation: Operation,
  ): void => {
    desk.route({
      method,
      path: `/api/v1/applications/:name${below}`,
      operation: `applications/${name}`,
      answer: async (request) => {
        const wrong = wrongContentType(request);
        if (wrong !== undefined) return wrong;
        knownQuery(request, [...query, "project", "appNamespace"]);
        const subject = await world.accounts.identify(request.headers.authorization);
        return await operation({ world, request, subject, controlled: reach(world, request, subject) });
      },
    });
  };
  registerSession(desk, world);
  one("GET", "", "get", ["refresh", "resourceVersion"], getApplication);
  one("GET", "/managed-resources", "managed-resources", [], async (asked) => {
    const { controlled } = asked;
    return {
      status: 200,
      body: { items: managedResources(controlled, await renderAt(asked, controlled.resolved)) },
    };
  });
  one("GET", "/manifests", "manifests", ["revision", "revisions", "sourcePositions"], getManifests);
  one("GET", "/resource-tree", "resource-tree", [], ({ controlled }) => ({
    status: 200,
    body: resourceTree(controlled),
  }));
  one("GET", "/server-side-diff", "server-side-diff", ["targetManifests"], serverSideDiff);
  one("GET", "/syncwindows", "sync-windows", [], ({ world, controlled }) => {
    const windows = windowsOf(world.windows.get(controlled.application.spec.project) ?? [], controlled.name);
    return { status: 200, body: windowsAnswer(windows) };
  });
  one(
    "GET",
    "/revisions/:revision/metadata",
    "revision-metadata",
    ["sourceIndex", "versionId"],
    revisionMetadata,
  );
  one("POST", "/sync", "sync", [], async ({ world, request, subject, controlled }) => {
    const { requireOverride } = world;
    const body = await requestSync(world, controlled, { subject, body: jsonOf(request), requireOverride });
    return { status: 200, body };
  });
  one("DELETE", "/operation", "terminate-operation", [], ({ controlled, subject }) => {
    requestTermination(controlled, subject);
    return { status: 200, body: {} };
  });
  for (const [method, action] of [
    ["PATCH", "update"],
    ["PUT", "update"],
    ["DELETE", "delete"],
  ] as const)
    one(method, "", action, ["cascade", "propagationPolicy"], ({ subject, controlled }) => {
      enforce(subject, action, controlled.object);
      throw unknownToSandbox(`how to ${action} an application`);
    });
  registerLists(desk, world);
  desk.route({
    method: ["GET", "POST"],
    path: "/api/webhook",
    operation: "webhook",
    answer: (request) => answerWebhook(world, request),
  });
}

/** @throws ApiError 7 for what does not exist or may not be seen; 5 for what does not exist in the named project */
function reach(world: World, { params, url }: DeskRequest, subject: Subject): Controlled {
  const { name = "" } = params;
  const controlled = world.applications.get(name);
  const project = url.searchParams.get("project");
  if (project !== null && project !== "") {
    if (!isAllowed(subject, "get", `${project}/${name}`)) throw permissionDenied();
    if (controlled === undefined || controlled.application.spec.project !== project) throw notFound(name);
    return controlled;
  }
  if (controlled === undefined || !isAllowed(subject, "get", controlled.object)) throw permissionDenied();
  return controlled;
}

async function getApplication({ world, request, controlled }: Asked): Promise<ApiResponse> {
  const kind = request.url.searchParams.get("refresh");
  if (kind !== null && kind !== "") await refresh(world, controlled, kind === "hard" ? "hard" : "normal");
  return { status: 200, body: withResourceHealth(controlled) };
}

async function renderAt({ world, controlled }: Asked, commits: readonly string[]): Promise<Rendered> {
  try {
    return await render(world.mirrors, controlled.application, commits);
  } catch (error) {
    if (error instanceof RenderError) throw new ApiError(UNKNOWN, error.message);
    throw error;
  }
}

/** @throws ApiError for revisions without positions, and for anything that is not a revision */
async function getManifests(asked: Asked): Promise<ApiResponse> {
  const { world, controlled, request } = asked;
  const { searchParams } = request.url;
  const { application } = controlled;
  const sources = sourcesOf(application);
  const positions = searchParams.getAll("sourcePositions").map(Number);
  const revisions = searchParams.getAll("revisions");
  if (positions.length !== revisions.length)
    throw new ApiError(INVALID_ARGUMENT, "source positions and revisions do not match");
  const single = searchParams.get("revision");
  const commits: string[] = [];
  for (const [at, { repoURL, targetRevision = "HEAD" }] of sources.entries()) {
    const wanted = application.spec.sources === undefined ? single : revisions[positions.indexOf(at + 1)];
    if (wanted !== null && wanted !== undefined && wanted !== "") await world.mirrors.fetch(repoURL);
    const commit = await world.mirrors.resolve(
      repoURL,
      wanted === null || wanted === undefined || wanted === ""
        ? (controlled.resolved[at] ?? targetRevision)
        : wanted,
    );
    if (commit === undefined)
      throw new ApiError(UNKNOWN, `unable to resolve '${wanted ?? targetRevision}' to a commit SHA`);
    commits.push(commit);
  }
  const { manifests, sourceTypes } = await renderAt(asked, commits);
  const { destination } = application.spec;
  return {
    status: 200,
    body: {
      manifests: manifests.map((manifest) => JSON.stringify(manifest)),
      namespace: destination.namespace,
      server: destination.server,
      revision: commits[0] ?? "",
      ...(sourceTypes[0] === undefined ? {} : { sourceType: sourceTypes[0] }),
    },
  };
}

/** Over HTTP only manifests can be given, each of which is compared with what runs. */
function serverSideDiff({ controlled, request }: Asked): ApiResponse {
  const targets = request.url.searchParams.getAll("targetManifests").map((text): unknown => JSON.parse(text));
  if (!targets.every(isManifest)) throw unknownToSandbox("a target manifest without kind, version or name");
  const items = targets.map((target) => {
    const { namespace = controlled.application.spec.destination.namespace } = target.metadata;
    const placed = { ...target, metadata: { ...target.metadata, namespace } };
    return difference(controlled, placed, controlled.live.get(keyOf(placed)));
  });
  const isModified = items.some(({ modified }) => modified === true);
  return { status: 200, body: { items, ...(isModified ? { modified: true } : {}) } };
}

async function revisionMetadata({ world, controlled, request }: Asked): Promise<ApiResponse> {
  const { revision = "" } = request.params;
  const source = sourcesOf(controlled.application)[Number(request.url.searchParams.get("sourceIndex") ?? 0)];
  if (source === undefined) throw new ApiError(INVALID_ARGUMENT, "source index is out of range");
  // A branch or a tag is not a revision here, although it names one.
  if (!/^[0-9a-f]{7,40}$/.test(revision))
    throw new ApiError(UNKNOWN, `revision ${revision} must be resolved`);
  const { repoURL } = source;
  await world.mirrors.fetch(repoURL);
  const commit = await world.mirrors.resolve(repoURL, revision);
  if (commit === undefined || !(await world.mirrors.has(repoURL, commit)))
    throw new ApiError(UNKNOWN, `rpc error: code = Internal desc = failed to checkout revision ${revision}`);
  return { status: 200, body: await world.mirrors.metadata(repoURL, commit) };
}
