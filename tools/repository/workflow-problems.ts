import { globSync, readFileSync } from "node:fs";
import { workflowProblem } from "@release-channels/sandbox";
import { parse } from "yaml";

interface Interface {
  readonly inputs: Readonly<Record<string, { readonly required?: boolean } | null>>;
  readonly secrets?: Readonly<Record<string, { readonly required?: boolean } | null>> | undefined;
}
interface Given {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, unknown>> | "inherit";
}
interface Job extends Given {
  readonly steps?: readonly Given[];
}

/** What is wrong with a workflow: by GitHub's own parser, and by the interfaces of our actions and workflows. */
export async function workflowProblems(place: string, text: string): Promise<readonly string[]> {
  const problem = await workflowProblem(place, text);
  if (problem !== undefined) return [problem];
  const { jobs }: { readonly jobs: Readonly<Record<string, Job>> } = parse(text);
  return Object.values(jobs).flatMap((job) =>
    [job, ...(job.steps ?? [])].flatMap((given) =>
      useProblems(given).map((message) => `${place}: ${message}`),
    ),
  );
}

/** A container's action runs the same program under another name. */
const OWN = /^(?:\.|acme\/releases)\/((?:actions|\.github\/workflows)\/[a-z.-]+)(?:@(.+))?$/;

function useProblems({ uses = "", with: inputs = {}, secrets = {} }: Given): readonly string[] {
  const [, path, version] = OWN.exec(uses) ?? [];
  if (path === undefined) {
    return uses.startsWith("acme/releases") ? [`${uses} is none of our actions and workflows`] : [];
  }
  const face = interfaceOf(path);
  if (face === undefined) return [`${uses} does not exist`];
  return [
    ...(version === undefined || version === "v1" ? [] : [`${uses}: @v1 is what users say`]),
    ...givenProblems(uses, "input", inputs, face.inputs),
    ...(secrets === "inherit" ? [] : givenProblems(uses, "secret", secrets, face.secrets ?? {})),
  ];
}

function givenProblems(
  uses: string,
  what: string,
  given: Readonly<Record<string, unknown>>,
  known: Interface["inputs"],
): readonly string[] {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(known, name));
  const missing = Object.entries(known).filter(
    ([name, definition]) => definition?.required === true && !Object.hasOwn(given, name),
  );
  return [
    ...unknown.map((name) => `${uses} has no ${what} ${name}`),
    ...missing.map(([name]) => `${uses} needs the ${what} ${name}`),
  ];
}

function interfaceOf(path: string): Interface | undefined {
  const [file] = globSync([`${path}/action.yml`, path.endsWith(".yml") ? path : `${path}.yml`]);
  if (file === undefined) return undefined;
  const document: {
    readonly inputs?: Interface["inputs"];
    readonly on?: { readonly workflow_call?: Partial<Interface> | null };
  } = parse(readFileSync(file, "utf8"));
  if (file.endsWith("action.yml")) return { inputs: document.inputs ?? {} };
  const call = document.on?.workflow_call;
  return call === undefined ? undefined : { inputs: call?.inputs ?? {}, secrets: call?.secrets };
}
