import type { MappingToken, TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import { isMapping } from "@actions/workflow-parser/templates/tokens/type-guards";
import { wordIn } from "../../narrow.ts";
import { entriesOf, mappingAt, plainText } from "../template/token.ts";
import { PERMISSION_LEVELS, type PermissionSetting, type RunDefaults } from "./model.ts";

/** `defaults.run` of a workflow or a job. */
export function parseRunDefaults(mapping: MappingToken): RunDefaults {
  const defaults = mappingAt(mapping, "defaults");
  const run = defaults === undefined ? undefined : mappingAt(defaults, "run");
  return { shell: run?.find("shell"), workingDirectory: run?.find("working-directory") };
}

/** `permissions` of a workflow or a job; GitHub's schema has checked names and levels. */
export function parsePermissions(token: TemplateToken): PermissionSetting {
  if (isMapping(token)) {
    return new Map(
      entriesOf(token).map(([name, level]) => [name, wordIn(PERMISSION_LEVELS, plainText(level)) ?? "none"]),
    );
  }
  return plainText(token) === "write-all" ? "write-all" : "read-all";
}
