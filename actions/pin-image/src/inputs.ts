import type { Credentials } from "../../../lib/github/access.ts";
import type { ImagePin } from "../../../lib/manifests/pinned-image.ts";
import { requireCredentials } from "../../../lib/runner/credentials.ts";
import { InputError } from "../../../lib/runner/input-error.ts";
import { inputs } from "../../../lib/runner/inputs.ts";

/** The step's inputs, parsed. */
export interface Inputs {
  readonly credentials: Credentials;
  readonly pin: ImagePin;
  readonly path: string;
  readonly branch: string;
  /** Milliseconds. */
  readonly timeLimit: number;
}

/** @throws InputError */
export function readInputs(): Inputs {
  return {
    credentials: requireCredentials("contents: write"),
    pin: {
      name: matching("name", inputs.required("name", "the image's name in the manifests"), NAME),
      image: matching("image", inputs.required("image", "the image without a tag or digest"), IMAGE),
      digest: matching("digest", inputs.required("digest", "the image's digest, sha256:…"), DIGEST),
      tag: matching("tag", inputs.optional("tag"), TAG),
      revision: matching("revision", inputs.optional("revision"), REVISION),
      order: readOrder(matching("order", inputs.optional("order"), ORDER)),
    },
    path: inputs.path("path", "the file to write, such as deployment/kustomization.yaml"),
    branch: inputs.branch("branch", "the branch that Argo CD follows"),
    timeLimit: inputs.duration("deadline"),
  };
}

/** The form of a value, as a pattern and in words. */
interface Form {
  readonly pattern: RegExp;
  readonly allowed: string;
}

const PART = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const PATH = `(?:[A-Za-z0-9.-]+(?::\\d+)?/)?${PART}(?:/${PART})*`;
const NAME: Form = {
  pattern: new RegExp(`^${PATH}$`),
  allowed: "use the name in the manifests, lower-case and without a tag, such as release-channel-api.",
};
const IMAGE: Form = {
  pattern: new RegExp(`^${PATH}$`),
  allowed: "use a lower-case image without a tag or digest, such as ghcr.io/acme/release-channel-api.",
};
const DIGEST: Form = {
  pattern: /^sha256:[0-9a-f]{64}$/,
  allowed: "use sha256: and 64 hexadecimal digits, as output by docker/build-push-action.",
};
const TAG: Form = {
  pattern: /^\w[\w.-]{0,127}$/,
  allowed: "use at most 128 letters, digits, _, . and -, without . or - at the start.",
};
const REVISION: Form = {
  pattern: /^[0-9a-f]{40}$/,
  allowed: "use the 40 hexadecimal digits of a commit.",
};
const ORDER: Form = {
  pattern: /^(?:0|[1-9]\d{0,14})$/,
  allowed: "use a whole number of at most 15 digits.",
};

function matching(input: string, value: string, form: Form): string;
function matching(input: string, value: string | undefined, form: Form): string | undefined;
function matching(input: string, value: string | undefined, { pattern, allowed }: Form): string | undefined {
  if (value !== undefined && !pattern.test(value)) throw new InputError(input, value, allowed);
  return value;
}

function readOrder(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
