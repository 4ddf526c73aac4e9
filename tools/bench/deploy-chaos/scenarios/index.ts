import type { Scenario } from "../scenario.ts";
import { adoption, bySockets, heldAtLast, lostWebhooks, passingFaults, slowGitHub } from "./around.ts";
import { autodeploy, tracking } from "./autodeploy.ts";
import { chartVersion, chartVersions, unknownVersion } from "./charts.ts";
import { askedTwice, byForm, closedPlaces, linkAndCancel, lockAndUnlock } from "./chat.ts";
import { deploy, freshServers } from "./deploy.ts";
import { sendDispatches } from "./dispatches.ts";
import { GUARDED_SCENARIOS } from "./guarded.ts";
import { adopt, anothersOperation, rollback, stop, why } from "./operations.ts";
import { syncAll } from "./sync.ts";
import { freshToCluster, toCluster, undeployByRemoval, undeployFromCluster } from "./undeploy.ts";
import { byCommit, byPullRequest, toAnotherRepository } from "./versions.ts";

/** All that people do, the shortest first: servers die at a step in the first one that reaches it. */
export const SCENARIOS: readonly Scenario[] = [
  deploy,
  freshServers,
  byCommit,
  byPullRequest,
  toAnotherRepository,
  adoption,
  autodeploy,
  tracking,
  undeployByRemoval,
  syncAll,
  byForm,
  passingFaults,
  lostWebhooks,
  askedTwice,
  closedPlaces,
  linkAndCancel,
  lockAndUnlock,
  why,
  sendDispatches,
  stop,
  anothersOperation,
  rollback,
  adopt,
  heldAtLast,
  slowGitHub,
  toCluster,
  freshToCluster,
  undeployFromCluster,
  chartVersion,
  unknownVersion,
  chartVersions,
  ...GUARDED_SCENARIOS,
  bySockets,
];
