import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * A workflow to copy, for `acme/releases`. In a release repository, scripts/setup-gitops.sh has put its name in it,
 * and the tests and the demo must pass there as well.
 * @param path from the top of this repository: `workflows-templates/update-release-channel.yml`
 */
export const readTemplate = async (path: string): Promise<string> =>
  forAcme(await readFile(`${ROOT}/${path}`, "utf8"));

export const forAcme = (workflow: string): string =>
  workflow.replaceAll(
    /[\w.-]+\/[\w.-]+(?=\/(?:actions\/[a-z-]+|\.github\/workflows\/[a-z-]+\.yml)@)|(?<=actions_repository: )[\w.-]+\/[\w.-]+/g,
    "acme/releases",
  );
