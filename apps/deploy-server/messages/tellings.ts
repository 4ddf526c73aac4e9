import { desiredText } from "../../../lib/deploys/desired.ts";
import { NO_COMMIT } from "../../../lib/deploys/order.ts";
import { hasEnded, type DeployRequest, type RequestState } from "../../../lib/deploys/request.ts";
import type { MessageState } from "../../../lib/store/messages.ts";
import { cardOf } from "./card.ts";
import type { GitHubTelling, Telling } from "./telling.ts";

/** What a request's state has to say, and to whom: to the chat, and to GitHub from the commit on. */
export function tellings(request: DeployRequest): readonly MessageState[] {
  const { id, version: revision, by } = request;
  const isFinal = hasEnded(request);
  const common = { requestId: id, revision, isFinal };
  const { chat, chatChannel } = by;
  const slack =
    chatChannel === undefined
      ? []
      : [
          {
            ...common,
            thread: `slack ${id}`,
            canWait: GOES_ON.has(request.state),
            isCounted: true,
            body: {
              to: "channel",
              channel: chatChannel,
              user: chat?.user,
              ...cardOf(request),
            } satisfies Telling,
          },
        ];
  const github = githubTelling(request);
  return [...slack, ...(github === undefined ? [] : [{ ...common, thread: `github ${id}`, body: github }])];
}

/** The states after which another one comes without anybody's word. */
const GOES_ON: ReadonlySet<RequestState> = new Set([
  "received",
  "resolving",
  "previewing",
  "queued",
  "writing",
  "committed",
  "requesting",
  "progressing",
  "verifying",
]);

/** What GitHub is told of a deploy once more, after what it brought was undeployed; undefined where it was told nothing. */
export function undeployedTelling(request: DeployRequest): MessageState | undefined {
  const { id, version, to, target } = request;
  const telling = githubTelling(request);
  if (telling === undefined || to === undefined) return undefined;
  const description = `${target.config} in ${target.channel}: ${desiredText(to)}, undeployed since`;
  return {
    thread: `github ${id}`,
    requestId: id,
    // A request that has ended comes to no further version.
    revision: version + 1,
    isFinal: true,
    body: { ...telling, deployment: "inactive", description } satisfies GitHubTelling,
  };
}

function githubTelling({ to, commit, target, id, state, kind }: DeployRequest): GitHubTelling | undefined {
  // Nothing is deployed by it.
  const stage = kind === "resume" ? undefined : STAGES[state];
  const sha = to?.artifact?.sha ?? to?.configSha;
  if (to === undefined || sha === undefined || commit === undefined || stage === undefined) return undefined;
  // Of a commit that nobody knows there is nothing to show.
  if (sha === NO_COMMIT) return undefined;
  return {
    to: "github",
    target,
    sha,
    creationId: id,
    ...stage,
    description: `${target.config} in ${target.channel}: ${desiredText(to)}, ${state}`,
  };
}

const FAILED = { deployment: "failure", status: "failure" } as const;

/** What GitHub is told of a state; nothing of those that come before the commit. */
const STAGES: Readonly<Partial<Record<RequestState, Pick<GitHubTelling, "deployment" | "status">>>> = {
  committed: { deployment: "queued", status: "pending" },
  requesting: { deployment: "queued", status: "pending" },
  progressing: { deployment: "in_progress", status: "pending" },
  verifying: { deployment: "in_progress", status: "pending" },
  succeeded: { deployment: "success", status: "success" },
  failed: FAILED,
  reverted: FAILED,
  blocked: FAILED,
  busy: FAILED,
  forbidden: FAILED,
  // Of these, only what was committed before has something to show.
  held: FAILED,
  cancelled: FAILED,
  expired: FAILED,
  superseded: { deployment: "inactive", status: "failure" },
};
