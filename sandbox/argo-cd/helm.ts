import { parse, parseDocument } from "yaml";
import { unknownText } from "../http/unknown.ts";
import { at, fieldsIn, isFields, type Fields } from "../narrow.ts";

/** What templates may name. */
export interface HelmRelease {
  readonly name: string;
  readonly namespace: string;
  /** Texts of values files, later ones over earlier ones. */
  readonly values: readonly string[];
}

/**
 * Renders a chart's templates as far as the sandbox knows Helm: values, the release and the chart in `{{ … }}`, with
 * `quote`. No Go is needed for that.
 * @param files of the chart, by path within it
 * @returns the documents of each template
 * @throws Error for anything else in a template, in Helm's manner
 */
export function renderChart(files: ReadonlyMap<string, string>, release: HelmRelease): string[] {
  const values = release.values.map(parseValues).reduce(merge, {});
  const chart = fieldsIn(parse(files.get("Chart.yaml") ?? ""));
  const scope = {
    Values: values,
    Release: { Name: release.name, Namespace: release.namespace, Service: "Helm" },
    Chart: { Name: chart["name"], Version: chart["version"], AppVersion: chart["appVersion"] },
  };
  return [...files]
    .filter(([path]) => /^templates\/[^_][^/]*\.ya?ml$/.test(path))
    .map(([path, text]) => renderTemplate(`${String(chart["name"])}/${path}`, text, scope));
}

function renderTemplate(path: string, text: string, scope: Fields): string {
  return text.replaceAll(/\{\{-?\s*(.*?)\s*-?\}\}/gs, (action: string, inside: string) => {
    if (inside.startsWith("/*")) return "";
    const [, names = "", quoted] = /^((?:\.\w+)+)\s*(\|\s*quote)?$/.exec(inside) ?? [];
    if (names === "") throw new Error(`template: ${path}: ${unknownText(`the template action ${action}`)}`);
    const value = names
      .slice(1)
      .split(".")
      .reduce<unknown>((from, name) => memberOf(from, name, path), scope);
    if (value === undefined || value === null) return "";
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean")
      throw new Error(`template: ${path}: ${unknownText(`how to print the object ${names}`)}`);
    const printed = String(value);
    return quoted === undefined ? printed : JSON.stringify(printed);
  });
}

function memberOf(from: unknown, name: string, path: string): unknown {
  if (typeof from !== "object" || from === null)
    throw new Error(`template: ${path}: nil pointer evaluating interface {}.${name}`);
  return at(from, name);
}

function parseValues(text: string): Fields {
  const document = parseDocument(text);
  if (document.errors.length > 0)
    throw new Error(`cannot load values: ${String(document.errors[0]?.message)}`);
  return fieldsIn(document.toJS());
}

function merge(base: Fields, over: Fields): Fields {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over))
    merged[key] = isFields(merged[key]) && isFields(value) ? merge(merged[key], value) : value;
  return merged;
}
