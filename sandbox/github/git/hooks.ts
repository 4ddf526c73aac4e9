import { mkdir, writeFile } from "node:fs/promises";

/** The environment variable that tells the hook where to write. */
export const PUSH_REPORT = "SANDBOX_PUSH_REPORT";

/** Copies what git tells it, one moved ref a line, to the file that was asked for. */
const POST_RECEIVE = `#!/bin/sh\ncat > "\${${PUSH_REPORT}:-/dev/null}"\n`;

/** Writes the hooks that all repositories share. Only git knows for sure which refs a push has moved. */
export async function installHooks(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/post-receive`, POST_RECEIVE, { mode: 0o755 });
}
