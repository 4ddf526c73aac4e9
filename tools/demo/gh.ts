import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Where a sandbox's GitHub listens for `gh`: `startGitHub` gets it as `socket`. */
export const ghSocket = (directory: string): string => join(directory, "gh.sock");

/**
 * Makes `gh` talk to a sandbox's GitHub. It speaks https to every host but github.com's own test host, except over a Unix
 * socket, where it needs no certificate (https://cli.github.com/manual/gh_config). Its host is then only a name, and must be
 * the one of the clones' addresses.
 * @param directory where the socket is, and gh's configuration will be
 * @returns variables of its environment
 */
export async function setUpGh(
  directory: string,
  token: string,
): Promise<Readonly<Record<"GH_CONFIG_DIR" | "GH_HOST" | "GH_ENTERPRISE_TOKEN", string>>> {
  const folder = join(directory, "gh");
  await mkdir(folder, { recursive: true });
  const settings = [
    `http_unix_socket: ${ghSocket(directory)}`,
    "git_protocol: https",
    "prompt: disabled",
    "",
  ];
  await writeFile(join(folder, "config.yml"), settings.join("\n"));
  return { GH_CONFIG_DIR: folder, GH_HOST: "127.0.0.1", GH_ENTERPRISE_TOKEN: token };
}
