import type { Credentials } from "../../../lib/github/access.ts";
import type { ImagePin } from "../../../lib/manifests/pinned-image.ts";
import { requireCredentials } from "../../../lib/runner/credentials.ts";
import { InputError } from "../../../lib/runner/input-error.ts";
import { inputs } from "../../../lib/runner/inputs.ts";

/** What the step was asked to do. */
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
      image: matching("image", inputs.required("image", "the image without tag and digest"), IMAGE),
      digest: matching("digest", inputs.required("digest", "the image's digest, sha256:…"), DIGEST),
      tag: matching("tag", inputs.optional("tag"), TAG),
      revision: matching("revision", inputs.optional("revision"), REVISION),
      order: readOrder(matching("order", inputs.optional("order"), ORDER)),
    },
    path: inputs.required("path", "the file to write, such as deployment/kustomization.yaml"),
    branch: inputs.required("branch", "the branch that Argo CD follows"),
    timeLimit: inputs.duration("deadline"),
  };
}

/** What a value must look like, and how to say so. */
interface Form {
  readonly pattern: RegExp;
  readonly allowed: string;
}

const PART = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const PATH = `(?:[A-Za-z0-9.-]+(?::\\d+)?/)?${PART}(?:/${PART})*`;
const NAME: Form = {
  pattern: new RegExp(`^${PATH}$`),
  allowed:
    "a name as in the manifests is allowed, lower-case and without a tag, such as release-channel-api.",
};
const IMAGE: Form = {
  pattern: new RegExp(`^${PATH}$`),
  allowed: "a lower-case image without tag and digest is allowed, such as ghcr.io/acme/release-channel-api.",
};
const DIGEST: Form = {
  pattern: /^sha256:[0-9a-f]{64}$/,
  allowed: "sha256: and 64 hexadecimal digits are allowed, as docker/build-push-action gives them.",
};
const TAG: Form = {
  pattern: /^\w[\w.-]{0,127}$/,
  allowed: "up to 128 letters, digits, _, . and - are allowed, and no . or - at the start.",
};
const REVISION: Form = {
  pattern: /^[0-9a-f]{40}$/,
  allowed: "the 40 hexadecimal digits of a commit are allowed.",
};
const ORDER: Form = {
  pattern: /^(?:0|[1-9]\d{0,14})$/,
  allowed: "a whole number of at most 15 digits is allowed.",
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
