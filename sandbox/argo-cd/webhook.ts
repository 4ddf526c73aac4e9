import { createHmac, timingSafeEqual } from "node:crypto";
import { posix } from "node:path";
import type { ApiResponse } from "../http/answer.ts";
import type { DeskRequest } from "../http/desk.ts";
import { listAt, textAt } from "../narrow.ts";
import type { Application } from "./model.ts";
import { refresh } from "./reconcile.ts";
import { sourcesOf } from "./render.ts";
import type { World } from "./world.ts";

/** The parts of a push that Argo CD reads. */
interface Push {
  readonly ref: string;
  /** Of the repository. */
  readonly page: string | undefined;
  readonly defaultBranch: string;
  /** Those of its commits; empty where it names none. */
  readonly files: readonly string[];
}

const pushIn = (payload: unknown): Push => ({
  ref: textAt(payload, "ref") ?? "",
  page: textAt(payload, "repository", "html_url"),
  defaultBranch: textAt(payload, "repository", "default_branch") ?? "",
  files: listAt(payload, "commits").flatMap((commit) =>
    ["added", "removed", "modified"].flatMap((kind) =>
      listAt(commit, kind).filter((file) => typeof file === "string"),
    ),
  ),
});

const KNOWN_EVENTS = new Set(["push", "ping"]);

/**
 * What Argo CD does with GitHub's webhook.
 * @param secret `webhook.github.secret`; without one, anybody is trusted
 * @returns its answer, and the push if it is one
 */
function readWebhook(
  { method, headers, body }: DeskRequest,
  secret: string | undefined,
): { readonly answer: ApiResponse; readonly push?: Push } {
  const event = headers["x-github-event"];
  if (typeof event !== "string") return refused("Unknown webhook event");
  if (method !== "POST")
    return { answer: { status: 405, body: "Webhook processing failed: invalid HTTP Method\n" } };
  if (!KNOWN_EVENTS.has(event)) return refused("Webhook processing failed: event not defined to be parsed");
  if (secret !== undefined) {
    const signature = headers["x-hub-signature-256"];
    if (typeof signature !== "string")
      return refused("Webhook processing failed: missing X-Hub-Signature-256 Header");
    const expected = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
    const isTrue =
      signature.length === expected.length && timingSafeEqual(Buffer.from(signature), Buffer.from(expected));
    if (!isTrue) return refused("Webhook processing failed: HMAC verification failed");
  }
  const accepted: ApiResponse = { status: 200 };
  if (event === "ping") return { answer: accepted };
  try {
    return { answer: accepted, push: pushIn(JSON.parse(body.toString("utf8"))) };
  } catch {
    return refused("Webhook processing failed: error parsing payload");
  }
}

const refused = (text: string): { readonly answer: ApiResponse } => ({
  answer: { status: 400, headers: { "x-content-type-options": "nosniff" }, body: `${text}\n` },
});

/**
 * Whether a push concerns an application: one of its sources is that repository at that ref, and where its annotation names
 * what it is made of, some of that has changed.
 */
function concerns({ ref, page, defaultBranch, files }: Push, application: Application): boolean {
  if (!isMadeOf(application, files)) return false;
  const isHead = ref === `refs/heads/${defaultBranch}`;
  const name = ref.replace(/^refs\/(heads|tags)\//, "");
  return sourcesOf(application).some(({ repoURL, targetRevision = "HEAD" }) => {
    if (page === undefined || plain(repoURL) !== plain(page)) return false;
    return targetRevision === "HEAD" || targetRevision === ""
      ? isHead
      : targetRevision === name || targetRevision === ref;
  });
}

const PATHS = "argocd.argoproj.io/manifest-generate-paths";

/** @see https://github.com/argoproj/argo-cd/blob/v3.2.11/util/app/path/path.go: `AppFilesHaveChanged` */
function isMadeOf(application: Application, changed: readonly string[]): boolean {
  const named = (application.metadata.annotations?.[PATHS] ?? "").split(";").filter((one) => one !== "");
  if (named.length === 0 || changed.length === 0) return true;
  const paths = named.flatMap((one) => {
    if (/[*?[\\]/.test(one))
      throw new Error(`the sandbox does not know patterns, such as ${one} of ${PATHS}`);
    const from = one.startsWith("/") ? [""] : sourcesOf(application).map(({ path = "" }) => path);
    return from.map((folder) => posix.join("/", folder, one));
  });
  return changed.some((file) => paths.some((path) => !posix.relative(path, `/${file}`).startsWith("..")));
}

const plain = (url: string): string =>
  url
    .toLowerCase()
    .replace(/\/\/[^/@]*@/, "//")
    .replace(/(\.git)?\/?$/, "");

/** Refreshes what a push concerns, after the answer: it is a hint only. */
export function answerWebhook(world: World, request: DeskRequest): ApiResponse {
  if (world.isWebhookQueueFull) return { status: 503, body: "Queue is full, discarding webhook payload\n" };
  const { answer, push } = readWebhook(request, world.webhookSecret);
  if (push === undefined) return answer;
  for (const controlled of world.applications.values())
    if (concerns(push, controlled.application))
      void refresh(world, controlled, "normal").catch((error: unknown) => {
        controlled.failure = error;
      });
  return answer;
}
