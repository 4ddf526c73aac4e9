import type { Credentials } from "../../../lib/github/access.ts";
import type { RepositoryName } from "../../../lib/github/repository.ts";
import { credentialsUnlessFork, readCredentials } from "../../../lib/runner/credentials.ts";
import { serverAddress } from "../../../lib/runner/deploy-server/address.ts";
import { restrictedFork } from "../../../lib/runner/fork.ts";
import { InputError } from "../../../lib/runner/input-error.ts";
import { inputs } from "../../../lib/runner/inputs.ts";
import type { Run } from "../../../lib/runner/run.ts";
import { readChannelMap, type ChannelMap } from "./channel-map.ts";
import { PROVENANCE_MODES, type ProvenanceMode } from "./provenance.ts";
import { readReleaseList, type RequestedRelease } from "./release-list.ts";

/** The step's inputs, parsed. */
export interface Inputs {
  readonly repository: RepositoryName;
  readonly releases: readonly RequestedRelease[];
  /** Whether they come from the input `releases` rather than from `container` and `image`. */
  readonly isList: boolean;
  readonly channels: ChannelMap;
  readonly dryRun: boolean;
  readonly provenance: ProvenanceMode;
  /** The deploy server's address, without a slash at the end; absent if the release repository itself is told. */
  readonly server: string | undefined;
}

/** @throws InputError */
export function readInputs(): Inputs {
  return {
    // The release repository is created from the template that contains this action, so `uses:` names it.
    repository: inputs.repository("repository", process.env["GITHUB_ACTION_REPOSITORY"] ?? ""),
    releases: readReleases(),
    isList: inputs.optional("releases") !== undefined,
    channels: readChannelMap(inputs.required("channels", "a map from ref pattern to channel")),
    dryRun: inputs.flag("dry-run"),
    ...readServer(),
  };
}

/** Without a token there is nothing that a server could take. */
function readServer(): Pick<Inputs, "server" | "provenance"> {
  const [server, provenance] = [serverAddress(), inputs.choice("provenance", PROVENANCE_MODES)];
  if (server !== undefined && provenance === "off") {
    throw new InputError(
      "provenance",
      provenance,
      "the deploy server takes nothing but what a token proves: remove the input, or remove server.",
    );
  }
  return { server, provenance };
}

/**
 * Reads the credentials. Called only when there is something to send: builds of forks and Dependabot get no secrets, and
 * most of them release nothing.
 * @returns undefined in a dry run and with a deploy server if none are given, and for a fork's pull request, which gets no
 *   secrets
 * @throws InputError
 */
export function readSender(
  run: Run,
  { dryRun, server }: Pick<Inputs, "dryRun" | "server">,
): Credentials | undefined {
  return dryRun || server !== undefined
    ? readCredentials()
    : credentialsUnlessFork(NEEDED, restrictedFork(run));
}

const NEEDED = "contents: write on the release repository (such as the secret RELEASE_API_PAT)";

function readReleases(): readonly RequestedRelease[] {
  const list = inputs.optional("releases");
  const container = inputs.optional("container");
  const image = inputs.optional("image");
  const digest = inputs.optional("digest");
  const channel = inputs.optional("release-channel");
  if (list !== undefined) {
    for (const [name, value] of Object.entries({ container, image, digest })) {
      if (value !== undefined) throw new InputError(name, value, "with releases, put it in that list.");
    }
    return readReleaseList(list).map((release) =>
      channel === undefined ? release : { channel, ...release },
    );
  }
  if (container === undefined) throw new InputError("container", "", "set container and image, or releases.");
  if (image === undefined)
    throw new InputError("image", "", "set an image with a tag, such as ghcr.io/acme/my-app:{sha}.");
  return [
    { container, image, ...(digest !== undefined && { digest }), ...(channel !== undefined && { channel }) },
  ];
}
