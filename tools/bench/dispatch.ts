import { createHash } from "node:crypto";

/** A payload as trigger-dispatch sends it: the build's run id grows with `index`. */
export function dispatchOf(release: {
  readonly index: number;
  readonly container: string;
  readonly channel: string;
  readonly image: string;
}): Readonly<Record<string, unknown>> {
  const { index, container, channel, image } = release;
  return {
    version: 1,
    dispatch_id: dispatchId(index),
    releases: [{ container, channel, image }],
    source: {
      repository: `acme/${container}`,
      sha: createHash("sha1").update(image).digest("hex"),
      ref: "refs/heads/main",
      run_id: 1000 + index,
      run_attempt: 1,
    },
  };
}

/** A UUID that counts. */
export function dispatchId(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
}
