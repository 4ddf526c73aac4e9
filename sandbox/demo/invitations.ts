import type { GitHub } from "../github/model.ts";
import { NEW_APP, NEW_RELEASES, type PlatformTeam } from "./platform.ts";
import type { Screen } from "./screen.ts";
import { MY_APP, RELEASES, type World } from "./world.ts";

/** What to type while `--keep` leaves GitHub running. */

export function inviteDeveloper({ github, token }: World, screen: Screen): void {
  const as = cloneAs(github, "octocat", token);
  screen.line();
  screen.line("As a developer:");
  screen.line(`  git clone ${as(RELEASES)}`);
  screen.line(`  git clone ${as(MY_APP)}   # and push to it`);
  screen.line(`  curl ${github.apiUrl}/repos/${RELEASES}/dispatches \\`);
  screen.line(`    -H "Authorization: Bearer ${token}" \\`);
  screen.line(
    `    -d '{"event_type":"update-release-channel","client_payload":{"container":"my-app","release_channel":"prod","image":"ghcr.io/acme/my-app:v1"}}'`,
  );
}

export function invitePlatformTeam(github: GitHub, team: PlatformTeam, screen: Screen): void {
  const as = cloneAs(github, "hubot", team.token);
  screen.line();
  screen.line(
    `As a platform team: ${NEW_RELEASES} was just made from the template, and ${NEW_APP} releases nothing yet.`,
  );
  screen.line(`  git clone ${as(NEW_RELEASES)}`);
  screen.line(`  git clone ${as(NEW_APP)}`);
  screen.line("  cd releases");
  screen.line(`  export GH_TOKEN=${team.token}`);
  screen.line(`  ./scripts/setup-gitops.sh --container my-app=${NEW_APP} --dry-run`);
  screen.line("  # … and on as the README says. What builds get as RELEASE_API_PAT:");
  screen.line(`  export RELEASE_API_PAT=${team.releaseToken}`);
}

const cloneAs =
  (github: GitHub, login: string, token: string) =>
  (name: string): string =>
    github.repository(name).cloneUrl.replace("http://", `http://${login}:${token}@`);
