import { textAt } from "../narrow.ts";

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";

/** What a registry has under a tag or a digest: the digest, or why there is none. */
export type Fetched = { readonly digest: string } | { readonly failure: string };

/** Looks into a registry of this machine, which anybody may pull from. @param address `oci://127.0.0.1:5000/acme/charts/my-app` */
export async function fetchManifest(address: string, reference: string): Promise<Fetched> {
  const [, host = "", repository = ""] = /^oci:\/\/([^/]+)\/(.+)$/.exec(address) ?? [];
  const url = `http://${host}/v2/${repository}/manifests/${reference}`;
  const first = await fetch(url, { headers: { accept: MANIFEST } });
  const answer = first.status === 401 ? await fetchWithToken(url, first) : first;
  const digest = answer.headers.get("docker-content-digest");
  if (answer.ok && digest !== null) return { digest };
  const short = `${host}/${repository}:${reference}`;
  const why = answer.status === 404 ? "not found" : String(answer.status);
  return {
    failure: `failed to get 'oci://${short}': failed to perform "FetchReference" on source: ${short}: ${why}`,
  };
}

async function fetchWithToken(url: string, { headers }: Response): Promise<Response> {
  const challenge = headers.get("www-authenticate") ?? "";
  const parameter = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? "";
  const target = new URL(parameter("realm"));
  for (const name of ["service", "scope"]) target.searchParams.set(name, parameter(name));
  const answer = await fetch(target);
  const token = textAt(await answer.json(), "token") ?? "";
  return await fetch(url, { headers: { accept: MANIFEST, authorization: `Bearer ${token}` } });
}
