import type { CreateDeploymentStatusPayload, DeploymentStatus } from "@octokit/graphql-schema";
import type { GitHubRepository } from "../github-repository.ts";
import { ask } from "../graphql/query.ts";
import { fields, numbered, present, text } from "../graphql/reader.ts";
import type { DeploymentState } from "./deployment.ts";

/** A deployment's next state, by GraphQL id. */
export interface NextState {
  readonly id: string;
  readonly state: DeploymentState;
  /** At most 140 characters. */
  readonly description: string;
  readonly logUrl: string | undefined;
  /** Whether a success makes earlier deployments of the environment inactive, except transient and production ones. */
  readonly autoInactive: boolean;
}

/**
 * The mutation was in preview for years; older servers require this media type, and newer ones ignore it.
 * @see https://docs.github.com/en/enterprise-server@3.12/graphql/overview/schema-previews
 */
const PREVIEW = "flash";

const payload = present(
  fields<CreateDeploymentStatusPayload>()({
    deploymentStatus: present(fields<DeploymentStatus>()({ state: text })),
  }),
);

/**
 * Sets the next states of up to a hundred deployments of one repository, once: one mutation, in the given order.
 * @throws what Octokit throws, or LostAnswer
 */
export async function sendStates({ client }: GitHubRepository, states: readonly NextState[]): Promise<void> {
  const inputs = Object.fromEntries(
    states.map(({ id, state, description, logUrl, autoInactive }, index) => [
      `input${index}`,
      {
        deploymentId: id,
        state: state.toUpperCase(),
        description,
        autoInactive,
        ...(logUrl !== undefined && { logUrl }),
      },
    ]),
  );
  const names = Object.keys(inputs);
  const variables = names.map((name) => `$${name}: CreateDeploymentStatusInput!`).join(", ");
  const mutations = names.map(
    (name) => `  ${name}: createDeploymentStatus(input: $${name}) { deploymentStatus { state } }`,
  );
  const query = `mutation SetDeploymentStates(${variables}) {\n${mutations.join("\n")}\n}`;
  const read = numbered("input", states.length, payload);
  await ask(client, { query, read }, { ...inputs, mediaType: { previews: [PREVIEW] } });
}
