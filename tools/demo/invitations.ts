import type { GitHub } from "@release-channels/sandbox";
import { NEW_APP, NEW_RELEASES, type PlatformTeam } from "./platform.ts";
import type { Screen } from "./screen.ts";
import { HELLO, MY_APP, RELEASES, type World } from "./world.ts";

/** Commands to try while `--keep` leaves GitHub running. */

export function inviteDeveloper({ github, cluster, gh, token }: World, screen: Screen): void {
  const as = cloneAs(github, "octocat", token);
  const api = `${github.apiUrl}/repos`;
  const authorization = `-H "Authorization: Bearer ${token}"`;
  const payload = { container: "hello", release_channel: "dev", image: "ghcr.io/acme/hello:v1" };
  screen.line();
  screen.line("As a developer:");
  const lines = [
    "# A source repository of your own: add a workflow with README's step or one of examples/, push, and look at",
    `# ${github.repository(HELLO).htmlUrl}, its runs and its commits. It has the secret RELEASE_API_PAT.`,
    "# Name the container hello: db/policy.json assigns my-app to acme/my-app.",
    `git clone ${as(HELLO)}`,
    "",
    "# Re-run a run, with the number from its URL:",
    `curl -X POST ${api}/${HELLO}/actions/runs/NUMBER/rerun ${authorization}`,
    "",
    "# A release without a build:",
    `curl ${api}/${RELEASES}/dispatches \\`,
    `  ${authorization} \\`,
    `  -d '${JSON.stringify({ event_type: "update-release-channel", client_payload: payload })}'`,
    "",
    "# The release API's answer:",
    `curl "${cluster.releaseApiUrl ?? ""}/v1/releases/hello/dev?format=image"`,
    "",
    "# gh, GitHub's own client. Over a socket, it needs no certificate:",
    `export ${Object.entries(gh)
      .map(([name, value]) => `${name}=${value}`)
      .join(" ")}`,
    `gh workflow run promote-release.yml -R ${RELEASES} -f containers=my-app -f from=dev -f to=stage`,
    `gh run list -R ${RELEASES} --limit 5`,
    "# With the number in that list:",
    `gh run watch NUMBER -R ${RELEASES}`,
    "",
    "# The demo's own repositories. my-app has the step already; its pin in dev holds new builds until you end it:",
    `gh workflow run rollback-release.yml -R ${RELEASES} -f containers=my-app -f channel=dev -f unpin=true`,
    `git clone ${as(RELEASES)}`,
    `git clone ${as(MY_APP)}`,
  ];
  for (const line of lines) screen.line(`  ${line}`);
}

export function inviteToSlack({ places }: Pick<World, "places">, screen: Screen): void {
  const { slack, channel, alice } = places;
  screen.line();
  screen.line("In Slack, as alice:");
  const lines = [
    "# The channel, as Slack shows it, with its buttons:",
    `# ${slack.url}/channels/${channel.id}?as=${alice.id}`,
    './scripts/slack "/deploy help"',
    './scripts/slack "/deploy web main to prod"',
    "# Clicks the newest button of that name:",
    './scripts/slack "Ship all"',
  ];
  for (const line of lines) screen.line(`  ${line}`);
}

export function invitePlatformTeam(github: GitHub, team: PlatformTeam, screen: Screen): void {
  const as = cloneAs(github, "hubot", team.token);
  screen.line();
  screen.line(
    `As a platform team: ${NEW_RELEASES} was just created from the template, and ${NEW_APP} releases nothing yet.`,
  );
  screen.line(`  git clone ${as(NEW_RELEASES)}`);
  screen.line(`  git clone ${as(NEW_APP)}`);
  screen.line("  cd releases");
  screen.line(`  export GH_TOKEN=${team.token}`);
  screen.line(`  ./scripts/setup-gitops.sh --container my-app=${NEW_APP} --dry-run`);
  screen.line(
    "  # … then follow the README. The sandbox has no organisation secrets, so the source repository gets the token",
  );
  screen.line("  # for RELEASE_API_PAT as its own secret:");
  screen.line(`  export RELEASE_API_PAT=${team.releaseToken}`);
  screen.line("  npm install --no-save && printenv RELEASE_API_PAT > ../token.txt");
  screen.line("  ./scripts/setup-source-repo.sh --directory ../my-app --release-token-file ../token.txt");
}

const cloneAs =
  (github: GitHub, login: string, token: string) =>
  (name: string): string =>
    github.repository(name).cloneUrl.replace("http://", `http://${login}:${token}@`);
