import { launch } from "../../processes/launch.ts";
import { git, gitEnvironment } from "./process.ts";

export interface GitHttpRequest {
  readonly method: string;
  /** Below the folder of all repositories: `/acme/my-app.git/info/refs`. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  /** The Git-Protocol header: `version=2`. */
  readonly protocol: string | undefined;
  readonly body: Uint8Array;
}

export interface GitHttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

let program: Promise<string> | undefined;

/** The path of git's own program: `git http-backend` would only start another process. */
async function findProgram(): Promise<string> {
  return `${(await git(["--exec-path"])).toString("utf8").trim()}/git-http-backend`;
}

/**
 * Has git itself answer a request of its smart HTTP protocol: `git http-backend` is a CGI program that
 * inflates gzip bodies by itself.
 * @param root the folder that holds `<owner>/<name>.git`
 * @param user who asks, for git's own log of the push
 * @param env passed on to the repository's hooks
 */
export async function gitHttpBackend(
  request: GitHttpRequest,
  options: { readonly root: string; readonly user: string; readonly env?: Readonly<Record<string, string>> },
): Promise<GitHttpAnswer> {
  const { stdout, stderr } = await launch({
    command: await (program ??= findProgram()),
    args: [],
    env: gitEnvironment({
      ...options.env,
      GIT_PROJECT_ROOT: options.root,
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_PROTOCOL: request.protocol ?? "",
      REQUEST_METHOD: request.method,
      PATH_INFO: request.path,
      QUERY_STRING: request.query,
      CONTENT_TYPE: request.contentType ?? "",
      CONTENT_LENGTH: String(request.body.length),
      HTTP_CONTENT_ENCODING: request.contentEncoding ?? "",
      REMOTE_USER: options.user,
      REMOTE_ADDR: "127.0.0.1",
    }),
    stdin: request.body,
  });
  const answer = parseCgi(stdout);
  if (answer === undefined) throw new Error(`git http-backend gave no answer: ${stderr.toString("utf8")}`);
  return answer;
}

/** A CGI answer (RFC 3875): header lines, with the status as one of them, an empty line, the body. */
function parseCgi(output: Buffer): GitHttpAnswer | undefined {
  const gap = output.indexOf("\r\n\r\n");
  if (gap === -1) return undefined;
  const headers: Record<string, string> = {};
  for (const line of output.toString("utf8", 0, gap).split("\r\n")) {
    const colon = line.indexOf(":");
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const { status = "200", ...rest } = headers;
  return { status: Number.parseInt(status, 10), headers: rest, body: output.subarray(gap + 4) };
}
