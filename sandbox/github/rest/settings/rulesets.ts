import { isFields, type Fields } from "../../../narrow.ts";
import { may } from "../../access.ts";
import { notFound, unknownToSandbox, validationFailed } from "../../errors.ts";
import type { BypassActor, Ruleset } from "../../settings/repository-settings.ts";
import { KNOWN_RULES } from "../../settings/rules.ts";
import { nodeId } from "../../shapes/node-id.ts";
import { timestamp } from "../../shapes/time.ts";
import { fieldsOf, objectField, stringField, stringsField } from "../body.ts";
import { paginate } from "../pagination.ts";
import type { RestRequest, RestRoute } from "../route.ts";

const reading = { name: "metadata", level: "read" } as const;
const writing = { name: "administration", level: "write" } as const;
const rulesetsOf = ({ world, repository }: RestRequest) => world.settings.of(repository.info.id).rulesets;
const MODES = new Set(["always", "pull_request"]);

export const listRulesets: RestRoute = {
  operation: "repos/get-repo-rulesets",
  permission: reading,
  query: ["per_page", "page", "includes_parents"],
  answer(request) {
    const page = paginate([...rulesetsOf(request).values()], request.url);
    return {
      status: 200,
      headers: page.headers,
      body: page.items.map((ruleset) => headOf(request, ruleset)),
    };
  },
};

export const getRuleset: RestRoute = {
  operation: "repos/get-repo-ruleset",
  permission: reading,
  query: ["includes_parents"],
  answer: (request) => ({ status: 200, body: shapeOf(request, rulesetOf(request)) }),
};

export const createRuleset: RestRoute = {
  operation: "repos/create-repo-ruleset",
  permission: writing,
  query: [],
  answer(request) {
    const { world, body } = request;
    const now = world.clock();
    const ruleset = { id: world.settings.newId(), ...parse(body), createdAt: now, updatedAt: now };
    refuseSameName(request, ruleset);
    rulesetsOf(request).set(ruleset.id, ruleset);
    return { status: 201, body: shapeOf(request, ruleset) };
  },
};

export const updateRuleset: RestRoute = {
  operation: "repos/update-repo-ruleset",
  permission: writing,
  query: [],
  answer(request) {
    const before = rulesetOf(request);
    const ruleset = { ...before, ...parse(request.body), updatedAt: request.world.clock() };
    refuseSameName(request, ruleset);
    rulesetsOf(request).set(ruleset.id, ruleset);
    return { status: 200, body: shapeOf(request, ruleset) };
  },
};

function rulesetOf(request: RestRequest): Ruleset {
  const ruleset = rulesetsOf(request).get(Number(request.params["ruleset_id"]));
  if (ruleset === undefined) throw notFound();
  return ruleset;
}

function refuseSameName(request: RestRequest, { id, name }: Ruleset): void {
  const taken = [...rulesetsOf(request).values()].some((other) => other.id !== id && other.name === name);
  if (taken) throw validationFailed([{ resource: "RepositoryRuleset", message: "Name must be unique" }]);
}

/** A whole ruleset: what it does not know it refuses, so that none is stored that would not be followed. */
function parse(body: unknown): Omit<Ruleset, "id" | "createdAt" | "updatedAt"> {
  const known = ["name", "target", "enforcement", "bypass_actors", "conditions", "rules"];
  const fields = fieldsOf(body, known, ["name", "enforcement"]);
  const target = stringField(fields, "target") ?? "branch";
  const enforcement = stringField(fields, "enforcement") ?? "";
  if (target !== "branch" && target !== "tag") throw unknownToSandbox(`rulesets for ${target}`);
  if (enforcement !== "active" && enforcement !== "disabled") {
    throw unknownToSandbox(`the enforcement ${enforcement}`);
  }
  const refName = objectField(objectField(fields, "conditions") ?? {}, "ref_name") ?? {};
  return {
    name: stringField(fields, "name") ?? "",
    target,
    enforcement,
    bypassActors: listOf(fields, "bypass_actors").map(bypassActor),
    include: stringsField(refName, "include") ?? [],
    exclude: stringsField(refName, "exclude") ?? [],
    rules: listOf(fields, "rules").map(knownRule),
  };
}

const listOf = (fields: Fields, name: string): readonly Fields[] => {
  const value = fields[name] ?? [];
  if (!Array.isArray(value) || !value.every(isFields))
    throw unknownToSandbox(`${name} that are no list of objects`);
  return value;
};

function knownRule(rule: Fields): Fields {
  if (!KNOWN_RULES.includes(String(rule["type"]))) throw unknownToSandbox(`the rule ${String(rule["type"])}`);
  return rule;
}

function bypassActor(actor: Fields): BypassActor {
  const { actor_id: id, actor_type: type, bypass_mode: mode = "always" } = actor;
  if (type !== "Integration" && type !== "RepositoryRole")
    throw unknownToSandbox(`the actor ${String(type)}`);
  if (!MODES.has(String(mode))) throw unknownToSandbox(`the bypass mode ${String(mode)}`);
  return { actor_id: Number(id), actor_type: type, bypass_mode: String(mode) };
}

function headOf({ world, repository }: RestRequest, ruleset: Ruleset): object {
  const { fullName, htmlUrl } = repository.info;
  const { id, name, target, enforcement } = ruleset;
  return {
    id,
    name,
    target,
    source_type: "Repository",
    source: fullName,
    enforcement,
    node_id: nodeId("RRS", id),
    _links: {
      self: { href: `${world.apiUrl}/repos/${fullName}/rulesets/${id}` },
      html: { href: `${htmlUrl}/rules/${id}` },
    },
    created_at: timestamp(ruleset.createdAt),
    updated_at: timestamp(ruleset.updatedAt),
  };
}

/** "The bypass_actors property is only returned if the user making the API request has write access to the ruleset." */
function shapeOf(request: RestRequest, ruleset: Ruleset): object {
  const { caller, repository } = request;
  const { include, exclude, rules, bypassActors } = ruleset;
  return {
    ...headOf(request, ruleset),
    ...(may(caller.credential?.grant, repository.info, writing) && { bypass_actors: bypassActors }),
    conditions: { ref_name: { include, exclude } },
    rules,
  };
}
