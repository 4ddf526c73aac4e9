import { existsSync, readdirSync } from "node:fs";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { STAND_INS } from "@release-channels/sandbox";

/**
 * Prepares a folder for each requested stand-in: act copies only an action's own folder, but a stand-in uses files next to
 * it.
 * @param uses `actions/checkout@<ref>`, …
 * @returns values of --local-repository; act fetches actions without a stand-in
 */
export async function localRepositories(
  directory: string,
  uses: readonly string[],
): Promise<readonly string[]> {
  const local: string[] = [];
  for (const use of new Set(uses)) {
    const name = use.slice(0, use.indexOf("@"));
    const source = join(STAND_INS, name);
    if (!existsSync(source)) continue;
    const folder = join(directory, name);
    await mkdir(folder, { recursive: true });
    await copyFile(join(source, "action.yml"), join(folder, "action.yml"));
    await writeFile(join(folder, "package.json"), '{ "type": "module" }\n');
    for (const script of readdirSync(source).filter((file) => file.endsWith(".ts"))) {
      const url = pathToFileURL(join(source, script)).href;
      await writeFile(join(folder, script), `import ${JSON.stringify(url)};\n`);
    }
    local.push(`${use}=${folder}`);
  }
  return local;
}
