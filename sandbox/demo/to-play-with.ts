import { HELLO, MY_APP, RELEASES, type World } from "./world.ts";

/** What whoever keeps the demo running can do with it: shell commands, each with what it is for before it. */
export function toPlayWith({ github, cluster, token }: World): readonly string[] {
  const clone = (name: string): string =>
    `git clone ${github.repository(name).cloneUrl.replace("http://", `http://octocat:${token}@`)}`;
  const api = `${github.apiUrl}/repos`;
  const authorization = `-H "Authorization: Bearer ${token}"`;
  const payload = { container: "my-app", release_channel: "prod", image: "ghcr.io/acme/my-app:v1" };
  return [
    "",
    `# A source repository of your own: add a workflow with README's step or one of examples/, push, and look at`,
    `# ${github.repository(HELLO).htmlUrl}, its runs and its commits. It has the secret RELEASE_API_PAT.`,
    clone(HELLO),
    "",
    "# A run again, with the number from its address:",
    `curl -X POST ${api}/${HELLO}/actions/runs/NUMBER/rerun ${authorization}`,
    "",
    "# A release without a build:",
    `curl ${api}/${RELEASES}/dispatches \\`,
    `  ${authorization} \\`,
    `  -d '${JSON.stringify({ event_type: "update-release-channel", client_payload: payload })}'`,
    "",
    "# What the release API says of it:",
    `curl "${cluster.releaseApiUrl ?? ""}/v1/releases/my-app/prod?format=image"`,
    "",
    "# The demo's own repositories:",
    clone(RELEASES),
    clone(MY_APP),
  ];
}
