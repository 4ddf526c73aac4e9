/** A repository that releases by the deploy server, and another one of the same name, of strangers. */
export const CLOCK = "acme/clock";
export const STRANGER = "evil/clock";

/** Two containers of one build, and one of them also where only the server deploys. */
export const CLOCK_WORKFLOW = `name: Release
on:
  push:
    branches: [main]
permissions: {}
jobs:
  release:
    runs-on: ubuntu-latest
    permissions:
      id-token: write
    outputs:
      commit_sha: \${{ steps.release.outputs.commit-sha }}
      payload: \${{ steps.release.outputs.payload }}
    steps:
      - uses: acme/releases/actions/trigger-dispatch@v1
        id: release
        with:
          server: \${{ vars.DEPLOY_SERVER }}
          releases: |
            - { container: clock, channel: dev, image: "ghcr.io/acme/clock:{ref-name}-{short-sha}" }
            - { container: clock-face, channel: dev, image: "ghcr.io/acme/clock-face:{ref-name}-{short-sha}" }
            - { container: clock, channel: prod, image: "ghcr.io/acme/clock:{ref-name}-{short-sha}" }
`;

/** The policy, with the containers of that repository, and prod for the deploy server alone. @param text db/policy.json */
export function withClock(text: string): string {
  const policy = JSON.parse(text);
  policy.server_only = ["prod"];
  for (const container of ["clock", "clock-face"])
    policy.containers[container] = { repository: { name: CLOCK } };
  return `${JSON.stringify(policy, undefined, 2)}\n`;
}
