import { mkdir, writeFile } from "node:fs/promises";

/** The environment variable that tells the hook where to write. */
export const PUSH_REPORT = "SANDBOX_PUSH_REPORT";

/** Environment variables for the hook `update`: refs that may not change, and those that may only move forward. */
export const REFUSED_REFS = "SANDBOX_REFUSED_REFS";
export const FORWARD_REFS = "SANDBOX_FORWARD_REFS";

/** Copies what git tells it, one moved ref per line, to the requested file. */
const POST_RECEIVE = `#!/bin/sh\ncat > "\${${PUSH_REPORT}:-/dev/null}"\n`;

/** Refuses the listed refs, in GitHub's words, and those that would move backwards. */
const UPDATE = `#!/bin/sh
refuse() { echo "error: GH013: Repository rule violations found for $1."; exit 1; }
case " $${REFUSED_REFS} " in *" $1 "*) refuse "$1" ;; esac
case " $${FORWARD_REFS} " in
*" $1 "*) git merge-base --is-ancestor "$2" "$3" || refuse "$1" ;;
esac
`;

/** Writes the hooks that all repositories share. Only git knows for sure which refs a push has moved. */
export async function installHooks(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/update`, UPDATE, { mode: 0o755 });
  await writeFile(`${folder}/post-receive`, POST_RECEIVE, { mode: 0o755 });
}
