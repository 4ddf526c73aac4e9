import { groupKindText, type GroupKind } from "../../../../lib/deploys/kubernetes/api-object.ts";
import {
  applySetId,
  KINDS_ANNOTATION,
  kindsText,
  PARENT_LABEL,
  TOOLING,
  TOOLING_ANNOTATION,
} from "../../../../lib/deploys/kubernetes/apply-set.ts";
import {
  API_VERSION,
  CONFIG_KIND,
  GROUP,
  isAbout,
  objectName,
  readDeployConfig,
  specOf,
  type DeployConfigObject,
  type DeployConfigStatus,
  type Wanted,
} from "../../../../lib/deploys/kubernetes/deploy-config.ts";
import { FIELD_MANAGER } from "../../../../lib/deploys/kubernetes/managers.ts";
import { targetKey, type Target } from "../../../../lib/deploys/target.ts";
import { step } from "../../../../lib/store/step.ts";
import { EngineRefusal } from "../engine.ts";
import { ApiFailure, type Call } from "./call.ts";
import { callApi, findAtApi, type KubernetesClient } from "./client.ts";

const MERGE = "application/merge-patch+json";

/** The fields of a spec that may be absent: in a merge patch, what is to go has to be named. */
const NOTHING = { request: null, configSha: null, artifactSha: null, image: null, digest: null };

/** The DeployConfig of one target: what should run there, and how far that is. */
export interface ConfigObject {
  readonly client: KubernetesClient;
  readonly namespace: string;
  readonly target: Target;
  readonly name: string;
  /** Of the set of objects that are applied for it. */
  readonly setId: string;
}

/** @throws EngineRefusal for a config whose name Kubernetes does not allow */
export function configObject(
  client: KubernetesClient,
  { namespace, target }: Pick<ConfigObject, "namespace" | "target">,
): ConfigObject {
  const name = objectName(target);
  if (name === undefined) {
    throw new EngineRefusal(
      "refused",
      `${targetKey(target)} cannot be the name of an object of Kubernetes: rename the config, with letters, digits and - alone`,
    );
  }
  const setId = applySetId({ name, namespace, kind: CONFIG_KIND, group: GROUP });
  return { client, namespace, target, name, setId };
}

/** @throws EngineRefusal where the object of that name is about another target */
export async function findConfig(config: ConfigObject): Promise<DeployConfigObject | undefined> {
  const { client, target } = config;
  const json = await read(config);
  if (json === undefined) return undefined;
  const object = readDeployConfig(json);
  if (isAbout(object, target)) return object;
  throw new EngineRefusal(
    "refused",
    `${titleOf(config)} in ${client.cluster} is about ${targetKey(object.spec)}, and not about ${targetKey(target)}: delete it, or rename the config`,
  );
}

/** Where an account may do nothing, the API server does not say that there is nothing, either. */
async function read(config: ConfigObject): Promise<unknown> {
  const { client, namespace } = config;
  try {
    return await findAtApi(client, { path: pathOf(config), doing: `read ${titleOf(config)}` });
  } catch (error) {
    if (!(error instanceof EngineRefusal) || error.code !== "forbidden") throw error;
    if (await isThere(client, namespace)) throw error;
    throw noNamespace(config);
  }
}

async function isThere(client: KubernetesClient, namespace: string): Promise<boolean> {
  try {
    const path = `/api/v1/namespaces/${namespace}`;
    return (await findAtApi(client, { path, doing: `read the namespace ${namespace}` })) !== undefined;
  } catch (error) {
    if (error instanceof EngineRefusal) return true;
    throw error;
  }
}

/**
 * Says what should run: all that a deploy does. Whatever the spec said before goes.
 * @param request the request's id; without it, an object that was missing is made
 */
export async function writeSpec(
  config: ConfigObject,
  wanted: Wanted,
  { request, isDryRun = false }: { readonly request?: string; readonly isDryRun?: boolean } = {},
): Promise<void> {
  const found = await findConfig(config);
  const spec = specOf(wanted, request);
  const metadata = {
    labels: { [PARENT_LABEL]: config.setId },
    annotations: { [TOOLING_ANNOTATION]: TOOLING },
  };
  const call: Call = {
    query: {
      fieldManager: FIELD_MANAGER,
      fieldValidation: "Strict",
      ...(isDryRun && { dryRun: "All" }),
    },
    doing: `say in ${titleOf(config)} what should run`,
    ...(found === undefined
      ? {
          method: "POST",
          path: listPathOf(config),
          body: {
            apiVersion: API_VERSION,
            kind: CONFIG_KIND,
            metadata: { ...metadata, name: config.name },
            spec,
          },
        }
      : {
          method: "PATCH",
          path: pathOf(config),
          contentType: MERGE,
          body: { metadata, spec: { ...NOTHING, ...spec } },
        }),
  };
  try {
    if (isDryRun) await step("kubernetes.rehearse spec", () => callApi(config.client, call));
    else await step("kubernetes.write spec", () => callApi(config.client, call));
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    // Another replica has made it since it was looked for.
    if (found === undefined && error.reason === "AlreadyExists") {
      return writeSpec(config, wanted, { isDryRun, ...(request !== undefined && { request }) });
    }
    throw refusal(config, error);
  }
}

/** Says which kinds the set may hold: before any of them is applied, and again when some are gone. */
export async function writeKinds(config: ConfigObject, kinds: readonly GroupKind[]): Promise<void> {
  await step("kubernetes.write kinds", () =>
    callApi(config.client, {
      method: "PATCH",
      path: pathOf(config),
      query: { fieldManager: FIELD_MANAGER },
      contentType: MERGE,
      body: { metadata: { annotations: { [KINDS_ANNOTATION]: kindsText(kinds) } } },
      doing: `list ${kinds.map(groupKindText).join(", ")} in ${titleOf(config)}`,
    }),
  );
}

export async function writeStatus(config: ConfigObject, status: DeployConfigStatus): Promise<void> {
  await step("kubernetes.write status", () =>
    callApi(config.client, {
      method: "PATCH",
      path: `${pathOf(config)}/status`,
      query: { fieldManager: FIELD_MANAGER },
      contentType: MERGE,
      body: { status },
      doing: `write how ${titleOf(config)} stands`,
    }),
  );
}

function refusal(config: ConfigObject, { code, reason, message }: ApiFailure): EngineRefusal {
  const { client } = config;
  // For a missing namespace, and for a kind that is not installed.
  if (code === 404 && message.startsWith("namespaces ")) {
    return noNamespace(config);
  }
  if (code === 404) {
    return new EngineRefusal(
      "absent",
      `${client.cluster} knows no ${CONFIG_KIND}: install the chart deploy-server there, which brings it`,
    );
  }
  return new EngineRefusal(
    "refused",
    `${client.cluster} does not take ${titleOf(config)}: ${reason} ${message}; if its chart deploy-server is older than the server, upgrade it`,
  );
}

function noNamespace({ client, namespace }: ConfigObject): EngineRefusal {
  return new EngineRefusal(
    "absent",
    `${client.cluster} has no namespace ${namespace}: create it, list it in the values of the chart deploy-server, or correct the target's namespace in db/server.yaml`,
  );
}

function titleOf({ name }: ConfigObject): string {
  return `${CONFIG_KIND}/${name}`;
}

function listPathOf({ namespace }: ConfigObject): string {
  return `/apis/${API_VERSION}/namespaces/${namespace}/deployconfigs`;
}

function pathOf(config: ConfigObject): string {
  return `${listPathOf(config)}/${config.name}`;
}
