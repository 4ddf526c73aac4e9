import { annotationOf } from "../../../../lib/deploys/kubernetes/api-object.ts";
import { GROUP } from "../../../../lib/deploys/kubernetes/deploy-config.ts";
import { listAt, textAt } from "../../../../lib/deploys/narrow.ts";
import { step } from "../../../../lib/store/step.ts";
import { EngineRefusal } from "../engine.ts";
import { ApiFailure } from "./call.ts";
import { callApi, findAtApi, type KubernetesClient } from "./client.ts";

/** Whose preview a namespace is. */
const TITLE_ANNOTATION = `${GROUP}/preview`;
const LIST = "/api/v1/namespaces";

const LABEL = "app.kubernetes.io/managed-by";
const LABEL_VALUE = "deploy-server";

/** The namespace of a branch's preview: the server makes it, and takes it away with all that is in it. */
export interface PreviewNamespace {
  readonly client: KubernetesClient;
  readonly name: string;
  /** `my-app/dev preview/feature/x` */
  readonly title: string;
}

/**
 * Makes a preview's namespace, unless it is there.
 * @returns whether it can be used: one that is still being deleted cannot
 * @throws EngineRefusal for one that is not this preview's
 */
export async function makeNamespace(namespace: PreviewNamespace): Promise<boolean> {
  const { client, name, title } = namespace;
  const found = await find(namespace);
  if (found !== undefined) {
    if (annotationOf(found, TITLE_ANNOTATION) !== title) throw notOurs(namespace, found);
    return !isLeaving(found);
  }
  const metadata = {
    name,
    labels: { [LABEL]: LABEL_VALUE },
    annotations: { [TITLE_ANNOTATION]: title },
  };
  try {
    await step("kubernetes.make namespace", () =>
      callApi(client, {
        method: "POST",
        path: LIST,
        body: { apiVersion: "v1", kind: "Namespace", metadata },
        doing: `create the namespace ${name}`,
      }),
    );
  } catch (error) {
    // Somebody was faster: whose it is has to be looked at.
    if (error instanceof ApiFailure && error.reason === "AlreadyExists") return makeNamespace(namespace);
    throw error instanceof ApiFailure ? new EngineRefusal("refused", error.message) : error;
  }
  return true;
}

/** Takes a preview's namespace away with all that is in it; one that is not this preview's stays. @returns whether it is gone */
export async function removeNamespace(namespace: PreviewNamespace): Promise<boolean> {
  const { client, name, title } = namespace;
  const found = await find(namespace);
  if (found === undefined || annotationOf(found, TITLE_ANNOTATION) !== title) return true;
  if (isLeaving(found)) return false;
  try {
    await step("kubernetes.remove namespace", () =>
      callApi(client, {
        method: "DELETE",
        path: `${LIST}/${name}`,
        // Of that name, another one may have been made since.
        body: { preconditions: { uid: textAt(found, "metadata", "uid") } },
        doing: `delete the namespace ${name}`,
      }),
    );
  } catch (error) {
    // It is gone, or another one: the next look tells.
    if (!(error instanceof ApiFailure)) throw error;
  }
  return false;
}

/** The namespaces of previews that a cluster has, each with whose it says it is. @throws EngineRefusal, Passing */
export async function listNamespaces(
  client: KubernetesClient,
): Promise<readonly Pick<PreviewNamespace, "name" | "title">[]> {
  const list = await step("kubernetes.list namespaces", () =>
    callApi(client, {
      path: LIST,
      query: { labelSelector: `${LABEL}=${LABEL_VALUE}` },
      doing: "list the namespaces of previews",
    }),
  );
  return listAt(list, "items").flatMap((item) => {
    const [name, title] = [textAt(item, "metadata", "name"), annotationOf(item, TITLE_ANNOTATION)];
    return name === undefined || title === undefined ? [] : [{ name, title }];
  });
}

async function find({ client, name }: PreviewNamespace): Promise<unknown> {
  return await step("kubernetes.find namespace", () =>
    findAtApi(client, { path: `${LIST}/${name}`, doing: `read the namespace ${name}` }),
  );
}

function isLeaving(found: unknown): boolean {
  return textAt(found, "metadata", "deletionTimestamp") !== undefined;
}

function notOurs({ client, name }: PreviewNamespace, found: unknown): EngineRefusal {
  const whose = annotationOf(found, TITLE_ANNOTATION) ?? "somebody else's";
  return new EngineRefusal(
    "refused",
    `the namespace ${name} of ${client.cluster} is there already, and is ${whose}: a branch's preview would need it; delete it, or choose another preview_namespace in db/server.yaml`,
  );
}
