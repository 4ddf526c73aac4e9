import { readFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { parse } from "yaml";
import { at } from "../../apps/deploy-server/narrow.ts";
import { table } from "./table.ts";

const CHART = "helm/argo-stack";
const MARKED = /(<!-- values:[^\n]*-->\n)[^]*(<!-- \/values -->)/;

interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** The chart's README with its table of values, from values.schema.json. A value without a description is an error. */
export async function chartValues(): Promise<[path: string, text: string]> {
  const path = `${CHART}/README.md`;
  const schema: Schema = JSON.parse(readFileSync(`${CHART}/values.schema.json`, "utf8"));
  const presets: unknown = parse(readFileSync(`${CHART}/values.yaml`, "utf8"));
  const rows = leaves(schema, schema.$defs ?? {}, "", presets).filter(([name]) => name !== "`global`");
  const text = readFileSync(path, "utf8");
  if (!MARKED.test(text)) throw new Error(`${path} has no markers for the table of values.`);
  const lines = table(["value", "what it is", "default"], rows).join("\n");
  const filled = text.replace(MARKED, (_, start: string, end: string) => `${start}\n${lines}\n\n${end}`);
  return [path, await format(filled, { ...(await resolveConfig(path)), filepath: path })];
}

/** One row per value that is not an object with properties, in the schema's order; `[]` stands for a list's entries. */
function leaves(
  schema: Schema,
  defs: Readonly<Record<string, Schema>>,
  prefix: string,
  preset: unknown,
): string[][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const path = prefix === "" ? name : `${prefix}.${name}`;
    const resolved = { ...defs[property.$ref?.replace("#/$defs/", "") ?? ""], ...property };
    const value = at(preset, name);
    const items = { ...defs[resolved.items?.$ref?.replace("#/$defs/", "") ?? ""], ...resolved.items };
    const nested =
      items.properties === undefined
        ? leaves(resolved, defs, path, value)
        : leaves(items, defs, `${path}[]`, undefined);
    if (resolved.description === undefined && nested.length === 0)
      throw new Error(`${CHART}/values.schema.json: ${path} has no description.`);
    const required = schema.required?.includes(name) === true && value === undefined;
    const own = [`\`${path}\``, resolved.description ?? "", required ? "required" : shown(value)];
    return resolved.description === undefined ? nested : [own, ...nested];
  });
}

/** A default as the table shows it: nothing if it is empty, or if the rows below it say it. */
function shown(value: unknown): string {
  const said = typeof value === "number" || typeof value === "boolean" || typeof value === "string";
  return said && value !== "" ? `\`${value}\`` : "";
}
