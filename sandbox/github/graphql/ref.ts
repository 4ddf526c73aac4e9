import type { StoredRepository } from "../repositories.ts";
import { nodeId } from "../shapes/node-id.ts";
import { commitSource } from "./commit.ts";
import { UnknownField } from "./errors.ts";
import type { Source } from "./fields.ts";

/** @param qualifiedName `refs/heads/main` */
export function refSource(repository: StoredRepository, qualifiedName: string, oid: string): Source {
  const prefix = /^refs\/(heads|tags)\//.exec(qualifiedName)?.[0] ?? "refs/";
  return {
    __typename: "Ref",
    id: nodeId("REF", repository.info.id, qualifiedName),
    name: qualifiedName.slice(prefix.length),
    prefix,
    target: () => targetSource(repository, oid),
  };
}

async function targetSource(repository: StoredRepository, oid: string): Promise<Source> {
  const commit = await repository.git.commit(oid);
  if (commit === undefined || commit.oid !== oid) throw new UnknownField("annotated tags (Ref.target)");
  return commitSource(repository, commit);
}
