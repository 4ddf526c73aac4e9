import type { FastifyInstance, FastifyRequest } from "fastify";
import {
  GraphQLError,
  Kind,
  OperationTypeNode,
  parse,
  type DocumentNode,
  type OperationDefinitionNode,
} from "graphql";
import type { ApiResponse } from "../../http/answer.ts";
import { fieldsIn } from "../../narrow.ts";
import { Refusal } from "../errors.ts";
import type { Caller, Exchange, Operation, Refuse } from "../exchange.ts";
import { BudgetSpent } from "../limits.ts";
import type { World } from "../world.ts";
import { answerQuery, type ParsedQuery } from "./answer.ts";

const DOCUMENTATION = "https://docs.github.com/graphql";

/** Serves `POST /api/graphql`. */
export function registerGraphql(app: FastifyInstance, world: World, exchange: Exchange): void {
  app.post("/api/graphql", (request, reply) => {
    const parsed = parseRequest(request);
    const operation: Operation = {
      id: `graphql:${"document" in parsed ? operationName(parsed) : "unreadable"}`,
      resource: "graphql",
      createsContent: "document" in parsed && operationOf(parsed)?.operation === OperationTypeNode.MUTATION,
      documentation: DOCUMENTATION,
    };
    return exchange.serve(request, reply, operation, refuse, (caller) => answer(world, parsed, caller));
  });
}

async function answer(world: World, parsed: ParsedQuery | ApiResponse, caller: Caller): Promise<ApiResponse> {
  if (caller.credential === undefined) {
    throw new Refusal(401, "This endpoint requires you to be authenticated.");
  }
  if (!("document" in parsed)) return parsed;
  return answerQuery(parsed, { world, ...caller.credential, asOf: caller.asOf });
}

/** The query, or the answer that says why there is none. */
function parseRequest(request: FastifyRequest): ParsedQuery | ApiResponse {
  const body = readJson(request.body);
  if (body === undefined)
    return { status: 400, body: { message: "Problems parsing JSON", documentation_url: DOCUMENTATION } };
  const { query, variables, operationName } = body;
  if (typeof query !== "string" || query === "") {
    return {
      status: 200,
      body: { errors: [{ message: "A query attribute must be specified and must be a string." }] },
    };
  }
  try {
    return {
      document: parseOnce(query),
      operationName: typeof operationName === "string" ? operationName : undefined,
      variables: fieldsIn(variables),
    };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { status: 200, body: { errors: [{ message: error.message, locations: error.locations }] } };
  }
}

/** Clients send the same few queries over and over. */
const parsed = new Map<string, DocumentNode>();
const REMEMBERED = 1000;

function parseOnce(query: string): DocumentNode {
  const document = parsed.get(query) ?? parse(query);
  if (parsed.size < REMEMBERED) parsed.set(query, document);
  return document;
}

function readJson(body: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!Buffer.isBuffer(body)) return undefined;
  try {
    const parsed: unknown = JSON.parse(body.toString("utf8"));
    return typeof parsed === "object" && parsed !== null ? fieldsIn(parsed) : undefined;
  } catch {
    return undefined;
  }
}

function operationOf({ document, operationName }: ParsedQuery): OperationDefinitionNode | undefined {
  const operations = document.definitions.filter(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  return operations.find(({ name }) => name?.value === operationName) ?? operations[0];
}

/** An operation without a name goes by its first field: `graphql:createCommitOnBranch`. */
function operationName(query: ParsedQuery): string {
  const operation = operationOf(query);
  const first = operation?.selectionSet.selections[0];
  const field = first?.kind === Kind.FIELD ? first.name.value : "unnamed";
  return operation?.name?.value ?? field;
}

/** GraphQL has its own status for a spent budget: 200, and an error in the body. */
const refuse: Refuse = (refusal, operation) =>
  refusal instanceof BudgetSpent
    ? {
        status: 200,
        body: { errors: [{ type: "RATE_LIMIT", code: "graphql_rate_limit", message: refusal.inGraphql }] },
      }
    : {
        status: refusal.status,
        headers: refusal.headers,
        body: { documentation_url: operation.documentation, ...refusal.body, status: String(refusal.status) },
      };
