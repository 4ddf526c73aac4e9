import type { ApiResponse } from "../../../http/answer.ts";
import { notFound, unprocessable } from "../../errors.ts";
import type { Kept, RepositorySettings } from "../../settings/repository-settings.ts";
import { timestamp } from "../../shapes/time.ts";
import { fieldsOf, stringField } from "../body.ts";
import { paginate } from "../pagination.ts";
import type { RestRequest, RestRoute } from "../route.ts";
import { environmentOf } from "./environments.ts";

const settingsOf = ({ world, repository }: RestRequest) => world.settings.of(repository.info.id);

/** Letters, digits and underscores, no digit first, and nothing that begins with `GITHUB_`. */
function nameOf(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    throw unprocessable(
      "Name is invalid: it can only contain alphanumeric characters or underscores and cannot start with a number",
    );
  }
  if (/^GITHUB_/i.test(name)) throw unprocessable("Name is invalid: it must not start with GITHUB_.");
  return name.toUpperCase();
}

function keep({ world }: RestRequest, kept: Map<string, Kept>, name: string, value: string): void {
  const now = world.clock();
  kept.set(name, { name, value, createdAt: kept.get(name)?.createdAt ?? now, updatedAt: now });
}

const timesOf = ({ name, createdAt, updatedAt }: Kept): object => ({
  name,
  created_at: timestamp(createdAt),
  updated_at: timestamp(updatedAt),
});

/** Whose secrets an operation is about: the repository's, or one environment's. */
interface Holder {
  readonly permission: string;
  readonly secretsOf: (request: RestRequest) => Map<string, Kept>;
}
const REPOSITORY: Holder = {
  permission: "secrets",
  secretsOf: (request) => settingsOf(request).secrets,
};
const ENVIRONMENT: Holder = {
  permission: "environments",
  secretsOf: (request) => environmentOf(request).secrets,
};

const keyRoute = (operation: string, { permission, secretsOf }: Holder): RestRoute => ({
  operation,
  permission: { name: permission, level: "read" },
  query: [],
  answer(request) {
    secretsOf(request);
    const { id, publicKey } = settingsOf(request).sealingKey;
    return { status: 200, body: { key_id: id, key: publicKey } };
  },
});

const getRoute = (operation: string, { permission, secretsOf }: Holder): RestRoute => ({
  operation,
  permission: { name: permission, level: "read" },
  query: [],
  answer(request) {
    const secret = secretsOf(request).get((request.params["secret_name"] ?? "").toUpperCase());
    if (secret === undefined) throw notFound();
    return { status: 200, body: timesOf(secret) };
  },
});

const listRoute = (operation: string, { permission, secretsOf }: Holder): RestRoute => ({
  operation,
  permission: { name: permission, level: "read" },
  query: ["per_page", "page"],
  answer: (request) => listAnswer(request, "secrets", [...secretsOf(request).values()].map(timesOf)),
});

function listAnswer({ url }: RestRequest, what: string, all: readonly object[]): ApiResponse {
  const { items, headers } = paginate(all, url);
  return { status: 200, headers, body: { total_count: all.length, [what]: items } };
}

const putRoute = (operation: string, { permission, secretsOf }: Holder): RestRoute => ({
  operation,
  permission: { name: permission, level: "write" },
  query: [],
  answer(request) {
    const known = ["encrypted_value", "key_id"];
    const fields = fieldsOf(request.body, known, known);
    const { sealingKey } = settingsOf(request);
    const secrets = secretsOf(request);
    const name = nameOf(request.params["secret_name"] ?? "");
    if (stringField(fields, "key_id") !== sealingKey.id)
      throw unprocessable("Bad request - key_id is not current");
    const value = sealingKey.open(stringField(fields, "encrypted_value") ?? "");
    if (value === undefined) throw unprocessable("Bad request - encrypted value is not sealed for this key");
    const status = secrets.has(name) ? 204 : 201;
    keep(request, secrets, name, value);
    return status === 204 ? { status } : { status, body: {} };
  },
});

/** The names of the organisation's secrets that this repository's jobs can read. */
const listShared: RestRoute = {
  operation: "actions/list-repo-organization-secrets",
  permission: { name: "secrets", level: "read" },
  query: ["per_page", "page"],
  answer: (request) =>
    listAnswer(request, "secrets", [...settingsOf(request).sharedSecrets.values()].map(timesOf)),
};

export const secretRoutes: readonly RestRoute[] = [
  getRoute("actions/get-environment-secret", ENVIRONMENT),
  getRoute("actions/get-repo-secret", REPOSITORY),
  listRoute("actions/list-environment-secrets", ENVIRONMENT),
  listRoute("actions/list-repo-secrets", REPOSITORY),
  listShared,
  keyRoute("actions/get-environment-public-key", ENVIRONMENT),
  keyRoute("actions/get-repo-public-key", REPOSITORY),
  putRoute("actions/create-or-update-environment-secret", ENVIRONMENT),
  putRoute("actions/create-or-update-repo-secret", REPOSITORY),
];

export const getVariable: RestRoute = {
  operation: "actions/get-repo-variable",
  permission: { name: "variables", level: "read" },
  query: [],
  answer(request) {
    const variable = settingsOf(request).variables.get((request.params["name"] ?? "").toUpperCase());
    if (variable === undefined) throw notFound();
    return { status: 200, body: { ...timesOf(variable), value: variable.value } };
  },
};

const variablesRoute = (
  operation: string,
  variablesOf: (settings: RepositorySettings) => ReadonlyMap<string, Kept>,
): RestRoute => ({
  operation,
  permission: { name: "variables", level: "read" },
  query: ["per_page", "page"],
  answer: (request) =>
    listAnswer(
      request,
      "variables",
      [...variablesOf(settingsOf(request)).values()].map((kept) => ({
        ...timesOf(kept),
        value: kept.value,
      })),
    ),
});

export const listVariables = variablesRoute("actions/list-repo-variables", ({ variables }) => variables);

/** The organisation's variables that this repository's jobs can read. */
export const listSharedVariables = variablesRoute(
  "actions/list-repo-organization-variables",
  ({ sharedVariables }) => sharedVariables,
);

export const createVariable: RestRoute = {
  operation: "actions/create-repo-variable",
  permission: { name: "variables", level: "write" },
  query: [],
  answer(request) {
    const fields = fieldsOf(request.body, ["name", "value"], ["name", "value"]);
    const { variables } = settingsOf(request);
    const name = nameOf(stringField(fields, "name") ?? "");
    if (variables.has(name)) throw unprocessable("Variable already exists");
    keep(request, variables, name, stringField(fields, "value") ?? "");
    return { status: 201, body: {} };
  },
};

export const updateVariable: RestRoute = {
  operation: "actions/update-repo-variable",
  permission: { name: "variables", level: "write" },
  query: [],
  answer(request) {
    const fields = fieldsOf(request.body, ["name", "value"], []);
    const { variables } = settingsOf(request);
    const variable = variables.get((request.params["name"] ?? "").toUpperCase());
    if (variable === undefined) throw notFound();
    keep(request, variables, variable.name, stringField(fields, "value") ?? variable.value);
    return { status: 204 };
  },
};
