import { serverAddress } from "../../../lib/runner/deploy-server/address.ts";
import { InputError } from "../../../lib/runner/input-error.ts";
import { inputs } from "../../../lib/runner/inputs.ts";

/** The step's inputs, parsed. */
export interface Inputs {
  /** Without a slash at the end. */
  readonly server: string;
  readonly config: string;
  readonly channel: string;
  readonly wish: Wish;
  readonly why: string | undefined;
  /** Milliseconds. */
  readonly wait: number;
}

/** What to deploy, in the names of the server's API; commits have 40 hex digits. */
export interface Wish {
  readonly artifact_sha?: string;
  readonly config_sha?: string;
  readonly version?: string;
}

/** @throws InputError */
export function readInputs(): Inputs {
  return {
    server: readServer(),
    config: inputs.required("config", "the name of a deploy config"),
    channel: inputs.required("channel", "a channel, such as dev"),
    wish: readWish(),
    why: inputs.line("why"),
    wait: inputs.duration("wait"),
  };
}

function readServer(): string {
  return (
    serverAddress() ??
    inputs.required("server", "the deploy server's address, such as https://deploys.acme.dev")
  );
}

function readWish(): Wish {
  const version = inputs.line("version");
  const [artifact, config] = [inputs.sha("artifact-sha"), inputs.sha("config-sha")];
  if (version !== undefined) {
    if (artifact === undefined && config === undefined) return { version };
    throw new InputError("version", version, "give a chart's version, or commits, and not both.");
  }
  if (artifact === undefined && config === undefined) {
    throw new InputError(
      "artifact-sha",
      "",
      "give the commit that was built, such as ${{ github.sha }}; or config-sha, for a config without an artifact; or version, for a chart.",
    );
  }
  return {
    ...(artifact !== undefined && { artifact_sha: artifact }),
    ...(config !== undefined && { config_sha: config }),
  };
}
