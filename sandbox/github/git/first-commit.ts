import type { BareRepository } from "./bare-repository.ts";
import type { Signature } from "./objects.ts";

export interface FirstCommit {
  /** Content by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The executable ones. */
  readonly executables: ReadonlySet<string>;
  readonly author: Signature;
  readonly message: string;
}

/**
 * Gives an empty repository its first commit, of however many files, in one git process: tests make hundreds of
 * repositories.
 * @param ref the branch to create: `refs/heads/main`
 * @returns the commit's oid
 */
export async function commitFirst(
  repository: BareRepository,
  ref: string,
  commit: FirstCommit,
): Promise<string> {
  const { files, executables, author, message } = commit;
  const seconds = Math.floor(author.date.getTime() / 1000);
  const stream = [
    Buffer.from(`commit ${ref}\ncommitter ${author.name} <${author.email}> ${seconds} +0000\n`),
    dataOf(Buffer.from(message)),
    ...[...files].flatMap(([path, content]) => [
      Buffer.from(`M ${executables.has(path) ? "100755" : "100644"} inline ${quoted(path)}\n`),
      dataOf(content),
    ]),
  ];
  await repository.feed(["fast-import", "--quiet"], Buffer.concat(stream));
  const oid = await repository.refs.read(ref);
  if (oid === undefined) throw new Error(`git fast-import made no ${ref}`);
  return oid;
}

/** `man git-fast-import`, the exact byte count format. */
const dataOf = (content: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`data ${content.byteLength}\n`), content, Buffer.from("\n")]);

/** Its paths are C strings where they start with a quote or hold a line feed. */
const quoted = (path: string): string =>
  /^"|\n/.test(path)
    ? `"${path.replaceAll(/["\\]/g, String.raw`\$&`).replaceAll("\n", String.raw`\n`)}"`
    : path;
