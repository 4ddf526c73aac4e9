import type { Query, User } from "@octokit/graphql-schema";
import { createClient, type LabelledToken } from "../client.ts";
import { classify } from "../failure/classify.ts";
import { LostAnswer } from "../failure/failure.ts";
import { request, type GitHubRepository } from "../github-repository.ts";
import { ask } from "../graphql/query.ts";
import { fields, integer, nullable, present, text } from "../graphql/reader.ts";
import { repeat } from "../repeat.ts";
import type { Session } from "../session.ts";

/** An account of GitHub. */
export interface Account {
  /** GitHub's number, which stays when the login changes. */
  readonly id: number;
  readonly login: string;
}

/**
 * Whose a user's token is: one request.
 * @see https://docs.github.com/en/rest/users/users#get-the-authenticated-user
 */
export async function tokenOwner(session: Session, token: LabelledToken): Promise<Account> {
  const client = createClient(session, token);
  const circumstances = { ...token, name: { owner: "", repo: "" }, permission: "metadata: read" };
  const send = async (): Promise<Account> => {
    const { data } = await client.request("GET /user");
    return { id: Number(data.id), login: data.login };
  };
  return repeat(send, { ...session, classify: (error) => classify(error, circumstances) });
}

const VIEWER = `query Viewer { viewer { login databaseId } }`;
const viewer = fields<Query>()({
  viewer: present(fields<User>()({ login: text, databaseId: nullable(integer) })),
});

/**
 * Who acts in a repository: an App's bot, or a token's owner. One request.
 * @see https://docs.github.com/en/graphql/reference/queries#user
 * @throws GitHubFailure
 */
export async function actingAccount(repository: GitHubRepository): Promise<Account> {
  const attempt = { doing: "read who acts", permission: "metadata: read" };
  return request(repository, attempt, async () => {
    const answer = await ask(repository.client, { query: VIEWER, read: viewer }, {});
    const { login, databaseId: id } = answer.viewer;
    if (id === null) throw new LostAnswer();
    return { id, login };
  });
}
