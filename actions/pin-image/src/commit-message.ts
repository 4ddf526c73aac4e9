import { imageText, type ImagePin } from "../../../lib/manifests/pinned-image.ts";

export interface CommitMessage {
  readonly headline: string;
  readonly body: string;
}

/** The type `deploy` is none that a version is made of: a pin must not ask for another publish. */
export function commitMessage(pin: ImagePin, before: string, runUrl: string): CommitMessage {
  const { name, tag, digest, revision } = pin;
  return {
    headline: `deploy(${name}): ${tag ?? digest.slice(0, "sha256:".length + 12)}`,
    body: [
      `${name}: ${before} → ${imageText(pin)}`,
      "",
      imageTrailer(pin),
      ...(revision === undefined ? [] : [`Built-From: ${revision}`]),
      `Run: ${runUrl}`,
    ].join("\n"),
  };
}

/** Found again after a lost answer. Whoever else has pinned this very image meanwhile has done the work. */
export function imageTrailer(pin: ImagePin): string {
  return `Image: ${imageText(pin)}`;
}
