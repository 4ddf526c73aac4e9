import type { World } from "./world.ts";

/** Each object of the cluster as `namespace/kind/name`, except those that come and go by themselves. */
export async function everything({ kubernetes }: World): Promise<ReadonlySet<string>> {
  const kinds = (await kubernetes.kubectl(["api-resources", "--verbs=list", "--output=name"]))
    .trim()
    .split("\n")
    .filter((kind) => !/^(events|pods|replicasets|endpoints|endpointslices|leases)\b/.test(kind));
  const text = await kubernetes.kubectl([
    "get",
    kinds.join(","),
    "--all-namespaces",
    "--ignore-not-found",
    '--output=jsonpath={range .items[*]}{.metadata.namespace}/{.kind}/{.metadata.name}{"\\n"}{end}',
  ]);
  return new Set(text.trim().toLowerCase().split("\n"));
}
