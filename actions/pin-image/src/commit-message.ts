import { imageText, type ImagePin } from "../../../lib/manifests/pinned-image.ts";

export interface CommitMessage {
  readonly headline: string;
  readonly body: string;
}

/** semantic-release makes no version of the type `deploy`, so a pin does not cause another publish. */
export function commitMessage(pin: ImagePin, before: string): CommitMessage {
  const { name, tag, digest, revision } = pin;
  return {
    headline: `deploy(${name}): ${tag ?? digest.slice(0, "sha256:".length + 12)}`,
    body: [
      `${name}: ${before} → ${imageText(pin)}`,
      "",
      imageTrailer(pin),
      ...(revision === undefined ? [] : [`Built-From: ${revision}`]),
    ].join("\n"),
  };
}

/** Identifies the commit after a lost response. If someone else pinned the same image meanwhile, that is as good. */
export function imageTrailer(pin: ImagePin): string {
  return `Image: ${imageText(pin)}`;
}
