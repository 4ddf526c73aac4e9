/** Writes everything that is derived: `node tools/generate.ts`, or with `--check` only compares. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { actionDocs } from "./generate/action-docs.ts";
import { chartValues } from "./generate/chart-values.ts";
import { imageActions } from "./generate/image-actions.ts";
import { schemaTypes } from "./generate/schema-types.ts";
import { DEPLOY_SCHEMAS, RELEASE_SCHEMAS } from "./generate/schemas.ts";
import { scriptDocs } from "./generate/script-docs.ts";
import { chartSettings } from "./generate/server-settings.ts";
import { validators } from "./generate/validators.ts";

const generated = new Map<string, string>([
  ["lib/releases/generated/schema.generated.ts", await schemaTypes(RELEASE_SCHEMAS)],
  ["lib/releases/generated/validators.generated.ts", validators(RELEASE_SCHEMAS)],
  ["lib/deploys/generated/schema.generated.ts", await schemaTypes(DEPLOY_SCHEMAS)],
  ["lib/deploys/generated/validators.generated.ts", validators(DEPLOY_SCHEMAS)],
  ["apps/action-image/src/actions.generated.ts", imageActions()],
  ...actionDocs(),
  scriptDocs(),
  chartSettings(),
  await chartValues(),
]);

const stale = [...generated].filter(([path, text]) => current(path) !== text);
if (process.argv.includes("--check")) {
  for (const [path] of stale) console.error(`${path} is stale: run npm run generate and commit the result.`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const [path, text] of stale) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.log(`wrote ${path}`);
  }
}

function current(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
