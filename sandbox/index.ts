/**
 * The sandbox's face: a GitHub, a workflow runner, a cluster, a Slack, an Argo CD, a Flux and a registry for one machine, and
 * what tests need around them. The rest of this package is internal.
 */
export type * from "./github/model.ts";
export { type GitHubOptions, startGitHub } from "./github/start.ts";
/** A repository's commits and files, without a process and at once. */
export { commitNow, countNow, fileNow } from "./github/git/now.ts";
export { seededRandom } from "./http/faults.ts";
export { authenticated, feedGit, runGit, testGitHub, type TestGitHub, tokenFor } from "./github/testing.ts";
export { send, type TestAnswer, type TestRequest } from "./http/testing.ts";

export type { Annotation, JobRecord, Progress, RunRecord, StepRecord } from "./runner/records.ts";
export type { Runner, RunnerOptions } from "./runner/model.ts";
/** What a step tells the runner on its standard output and in its command files. */
export { annotationOf } from "./runner/commands/annotation.ts";
export { parseKeyValues } from "./runner/commands/files.ts";
export { parseCommand, type WorkflowCommand } from "./runner/commands/stdout.ts";
export { startRunner, workflowProblem } from "./runner/load.ts";
export { ConcurrencyGroups, type GroupMember } from "./runner/run/concurrency.ts";
/** Read-only git over the repositories of a sandbox's GitHub, for another runner of its workflows. */
export { listFiles, readBlob, resolveCommit, unpackCommit } from "./runner/git.ts";
export { logOf, resultsOf, type Sandbox, startSandbox } from "./runner/testing.ts";

export { type Ended, type Launch, launch } from "./processes/launch.ts";
export { SHORT_LIVED } from "./processes/short-lived.ts";

export { STAND_INS } from "./stand-ins/folder.ts";

export { type Cluster, type ClusterOptions, startCluster, type Sync } from "./cluster/start.ts";
export { type NotificationOptions, notify, type Rollout } from "./cluster/notifications.ts";

export { type Clock, type ManualClock, manualClock, systemClock } from "./http/clock.ts";
export type { DeskRecord } from "./http/desk.ts";

export { startSlack } from "./slack/start.ts";
export type { NewChannel, NewUser, Slack, SlackOptions } from "./slack/slack.ts";
export { PUBLISHED_RATES, type Rates } from "./slack/limits.ts";
export type {
  App as SlackApp,
  Channel as SlackChannel,
  Message as SlackMessage,
  NewApp as NewSlackApp,
  Outcome,
  User as SlackUser,
  UserKind,
  View as SlackView,
} from "./slack/model.ts";

export { argoCdConversation, type ConversationOptions, type Exchanged } from "./argo-cd/conversation.ts";
export { conversationProblems, recordedApplications } from "./argo-cd/recorded.ts";
export { chartIn, type Charted } from "./argo-cd/chart.ts";
export { shapeOf, stateOf, stepsOf } from "./argo-cd/shape.ts";
export { type ArgoCd, type ArgoCdOptions, startArgoCd } from "./argo-cd/start.ts";
export { type Kubernetes, type KubernetesOptions, startKubernetes } from "./kubernetes/start.ts";
export {
  kubernetesConversation,
  type KubernetesConversationOptions,
  type KubernetesExchange,
} from "./kubernetes/conversation/conversation.ts";
export type { NewApplication, Pod, RolloutPlan, WatchEvent } from "./argo-cd/controlled.ts";
export type { Policy } from "./argo-cd/accounts.ts";
export type { Application, ApplicationSpec, SyncWindow } from "./argo-cd/model.ts";

export { type Registry, type RegistryOptions, startRegistry } from "./registry/start.ts";
export { copyContent, registryConversation, type RegistryExchange } from "./registry/conversation.ts";
export type { NewImage } from "./registry/store.ts";

export { type Flux, type FluxOptions, startFlux } from "./flux/start.ts";
export type { UpgradePlan } from "./flux/world.ts";
export { recordedFluxObjects, recordedHelmReleases } from "./flux/recorded.ts";
export { mayFollow as fluxMayFollow, shapeOf as fluxShapeOf } from "./flux/transitions.ts";
