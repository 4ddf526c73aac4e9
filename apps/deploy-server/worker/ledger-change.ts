import type { Artifactful, Charted } from "../../../lib/deploys/desired.ts";
import type { ConfigPlace } from "../../../lib/deploys/kubernetes/deploy-config.ts";
import { sourceOnRecord, type SeenBuild } from "../../../lib/deploys/policy.ts";
import { isTakenOver, type DeployRequest } from "../../../lib/deploys/request.ts";
import { decideChart } from "../../../lib/release-write/charts.ts";
import type { DatabaseView } from "../../../lib/release-write/commit.ts";
import { decideConfig, decideConfigUndeploy, decideResume } from "../../../lib/release-write/config.ts";
import { decideChange, type ChangeOptions, type DatabaseChange } from "../../../lib/release-write/decide.ts";
import type { Documents, DocumentTexts } from "../../../lib/release-write/documents.ts";
import { decideRetirement } from "../../../lib/release-write/retire.ts";
import type { Pin } from "../../../lib/releases/generated/schema.generated.ts";
import type { ChartChange } from "../../../lib/releases/rules/charts.ts";
import { pinUntilResume } from "../../../lib/releases/rules/until-resume.ts";
import { Rejected } from "../rejected.ts";
import { bringsBack } from "./rules.ts";
import { releasedBy, requestTrailer } from "./trailer.ts";

/** What was found before the commit, and does not change with the branch. */
export interface Wished {
  readonly request: DeployRequest;
  readonly build: SeenBuild | undefined;
  /** Where the target's deploy config is; undefined where there is none. */
  readonly config: ConfigPlace | undefined;
}

/** The ledger as the branch has it, and how it is written. */
export interface LedgerNow {
  readonly documents: Documents;
  readonly texts: DocumentTexts;
  readonly view: Pick<DatabaseView, "earlier">;
  /** The ledger's path and the policy's. */
  readonly path: string;
  readonly policyPath: string;
  readonly serverUrl: string;
  /** Now: ISO 8601 in UTC. */
  readonly at: string;
}

/** What a request makes of the ledger. @throws Rejected, InvalidDocument */
export function ledgerChange(wished: Wished, now: LedgerNow): DatabaseChange {
  const { request } = wished;
  const { target, to, kind } = request;
  const { documents, path, serverUrl, at, view } = now;
  const options = {
    id: request.id,
    by: releasedBy(request),
    at,
    force: false,
    writer: "server",
    serverUrl,
    trailers: [requestTrailer(request.id)],
    path,
    earlier: view.earlier,
    bringsBack: bringsBack(request),
  } as const;
  if (kind === "resume") return decideResume(documents, target, options);
  if (to?.kind === "chart") {
    return decideChart(
      documents,
      { ...target, to: chartRecord(to) },
      { ...options, ...pinOf(request, options) },
    );
  }
  if (to?.kind === "artifactless") {
    const deploy = { ...target, ...placeNeeded(wished), sha: to.configSha };
    return decideConfig(documents, deploy, { ...options, ...pinOf(request, options) });
  }
  if (to?.kind === "artifactful") return releaseChange(wished, now, { to, options });
  return undeployment(request, now, options);
}

type Options = ChangeOptions & { readonly by: string; readonly at: string };

function releaseChange(
  { request, build, config }: Wished,
  { documents }: LedgerNow,
  { to, options }: { readonly to: Artifactful; readonly options: Options },
): DatabaseChange {
  const { config: container, channel } = request.target;
  const { image, digest } = to.artifact;
  const release = { container, channel, image, ...(digest !== undefined && { digest }) };
  const source = sourceOnRecord(documents, { release, build });
  const sourced = {
    ...release,
    ...(source !== undefined && { source }),
    ...(config !== undefined && { config: { ...config, sha: to.configSha } }),
  };
  const plan = { releases: [sourced], order: "any", ...pinOf(request, options) } as const;
  return decideChange(documents, plan, options);
}

function undeployment(
  { target, why, from }: DeployRequest,
  { documents, texts, policyPath }: LedgerNow,
  options: Options,
): DatabaseChange {
  const { config: container, channel } = target;
  const reason = why === "" ? "undeployed" : `undeployed: ${why}`;
  // By what the request has found, and not by what the ledger has: an earlier attempt may have taken it out already.
  const own = { ...options, bringsBack: true, reason };
  if (from?.kind === "artifactless") return decideConfigUndeploy(documents, target, own);
  if (from?.kind === "chart") return decideChart(documents, { ...target, to: undefined }, own);
  const retirement = { containers: [container], channel };
  return decideRetirement(texts, retirement, { ...options, policyPath, reason, endsOwnPin: true });
}

/** What goes back, and what somebody has done by hand, stays until somebody resumes; any other deploy of a person ends that. */
function pinOf(request: DeployRequest, { by, at }: Options): { readonly pin?: Pin | null } {
  const { kind, target, why } = request;
  if (isTakenOver(request)) {
    return { pin: pinUntilResume({ by, at, reason: `${target.config} was adopted as it ran` }) };
  }
  switch (kind) {
    case "rollback":
      return { pin: pinUntilResume({ by, at, reason: `${target.config} was rolled back` }) };
    case "reapply":
      return {
        pin: pinUntilResume({
          by,
          at,
          reason: `an earlier deploy of ${target.config} (${why}) was applied again`,
        }),
      };
    default:
      return {};
  }
}

function placeNeeded({ config, request: { target } }: Wished): ConfigPlace {
  if (config !== undefined) return config;
  throw new Rejected(
    "unknown config",
    `the server does not know any more where the config ${target.config} is: push it to its default branch, and ask again`,
  );
}

function chartRecord({ chart }: Charted): NonNullable<ChartChange["to"]> {
  return { chart: chart.address, version: chart.version, digest: chart.digest };
}
