import { globSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { configFindings, isConfigFile } from "../../../lib/deploys/config/config-findings.ts";
import { CONFIG_FOLDER } from "../../../lib/deploys/config/deploy-config.ts";
import { InvalidFiles, reportFindings, setFindingOutputs } from "../../../lib/release-run/findings.ts";

/** The action: reads the folder of deploy configs, and makes no requests. */
export async function validateDeployConfigs(): Promise<void> {
  setFindingOutputs({ valid: false, findings: [] });
  const workspace = resolve(process.env["GITHUB_WORKSPACE"] ?? ".");
  const paths = await listFolder(workspace);
  const files = await Promise.all(
    paths
      .filter(isConfigFile)
      .map(async (path) => ({ path, text: await readFile(join(workspace, path), "utf8") })),
  );
  const matchesFile = (pattern: string): boolean => globSync(pattern, { cwd: workspace }).length > 0;
  const findings = configFindings(files, { paths, matchesFile });
  const errors = findings.filter(({ level }) => level === "error");
  setFindingOutputs({ valid: errors.length === 0, findings });
  const read = files.map(({ path }) => `${path}: checked`);
  await reportFindings(findings, {
    valid: "The deploy configs are valid",
    warning: "Without effect",
    paragraphs:
      read.length === 0 ? [`There are no deploy configs: ${CONFIG_FOLDER} has no <name>.yaml.`] : read,
  });
  if (errors.length > 0) throw new InvalidFiles(errors, "the deploy configs");
}

/** The folder's files as paths from the workspace, in order; none if there is no folder. */
async function listFolder(workspace: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(join(workspace, CONFIG_FOLDER), { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map(({ name }) => `${CONFIG_FOLDER}/${name}`)
      .toSorted();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
