import type { Scenario } from "../scenario.ts";
import { applicationSet } from "./application-set.ts";
import { chartLife } from "./chart-life.ts";
import { databaseAlone } from "./database.ts";
import { deployApplicationSet } from "./deploy-application-set.ts";
import { deployAutoSync } from "./deploy-auto-sync.ts";
import { deployBusy } from "./deploy-busy.ts";
import { deployForeignRevision } from "./deploy-foreign-revision.ts";
import { deployFromSlack } from "./deploy-from-slack.ts";
import { deployPersonsPush } from "./deploy-persons-push.ts";
import { deployServerChart } from "./deploy-server-chart.ts";
import { deployServerKilled } from "./deploy-server-killed.ts";
import { deployServerRestored } from "./deploy-server-restored.ts";
import { deployServerUpgraded } from "./deploy-server-upgraded.ts";
import { deploySyncWindow } from "./deploy-sync-window.ts";
import { deployTokens } from "./deploy-tokens.ts";
import { deployUndeployed } from "./deploy-undeployed.ts";
import { deployment } from "./deployment.ts";
import { fluxDeploys } from "./flux-deploys.ts";
import { fluxFails } from "./flux-fails.ts";
import { fluxSuperseded } from "./flux-superseded.ts";
import { fluxSuspended } from "./flux-suspended.ts";
import { flux } from "./flux.ts";
import { forkPreview } from "./fork-preview.ts";
import { gh } from "./gh.ts";
import { imageMissing } from "./image-missing.ts";
import { kubernetesCrd } from "./kubernetes-crd.ts";
import { kubernetesDeploys } from "./kubernetes-deploys.ts";
import { kubernetesDrift } from "./kubernetes-drift.ts";
import { kubernetesKilled } from "./kubernetes-killed.ts";
import { kubernetesPreviews } from "./kubernetes-previews.ts";
import { kubernetesRefused } from "./kubernetes-refused.ts";
import { kubernetesStuck } from "./kubernetes-stuck.ts";
import { manifestsRefused } from "./manifests-refused.ts";
import { organisations } from "./organisations.ts";
import { pathMissing } from "./path-missing.ts";
import { pollingOff } from "./polling-off.ts";
import { postgresql } from "./postgresql.ts";
import { previews } from "./previews.ts";
import { registryCharts } from "./registry-charts.ts";
import { registry } from "./registry.ts";
import { releaseRolls } from "./release-rolls.ts";
import { rollback } from "./rollback.ts";
import { standInArgoCd } from "./stand-in-argo-cd.ts";
import { standInCluster } from "./stand-in-cluster.ts";
import { standInFlux } from "./stand-in-flux.ts";
import { standInKubernetes } from "./stand-in-kubernetes.ts";

/** In the order they run in, all in one world. */
export const SCENARIOS: readonly Scenario[] = [
  // Before anything else is installed: it takes the chart away again.
  chartLife,
  releaseRolls,
  imageMissing,
  manifestsRefused,
  pathMissing,
  rollback,
  organisations,
  gh,
  previews,
  forkPreview,
  deployment,
  databaseAlone,
  applicationSet,
  // Before those that install the chart in their own way: its definitions stay.
  deployServerChart,
  standInCluster,
  standInArgoCd,
  standInKubernetes,
  standInFlux,
  pollingOff,
  deployFromSlack,
  deployServerKilled,
  deployServerUpgraded,
  deployServerRestored,
  deployBusy,
  deploySyncWindow,
  deployAutoSync,
  deployApplicationSet,
  deployPersonsPush,
  deployForeignRevision,
  deployTokens,
  deployUndeployed,
  kubernetesDeploys,
  kubernetesRefused,
  kubernetesDrift,
  kubernetesStuck,
  kubernetesKilled,
  kubernetesCrd,
  kubernetesPreviews,
  flux,
  fluxDeploys,
  fluxFails,
  fluxSuperseded,
  fluxSuspended,
  postgresql,
  registry,
  registryCharts,
];
