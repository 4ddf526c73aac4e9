import {
  booleanInput,
  environment,
  input,
  linesInput,
  refuseOtherInputs,
  runAction,
  setOutput,
} from "../../action.ts";
import { isLoggedIn } from "../credentials.ts";
import { attest, type AttestedImage } from "./attestations.ts";
import type { Blob } from "./blob.ts";
import { findContext } from "./context.ts";
import { imageOf, type Image } from "./image.ts";
import { parseReference, pushImage, type Reference } from "./registry.ts";
import { tarOf } from "./tar.ts";

const KNOWN = [
  "context",
  "file",
  "push",
  "tags",
  "labels",
  "build-args",
  "target",
  "platforms",
  "no-cache",
  "pull",
  "cache-from",
  "cache-to",
  "provenance",
  "sbom",
  "github-token",
];

function readTags(): readonly Reference[] {
  const tags = linesInput("tags").flatMap((line) => line.split(","));
  return tags.map((tag) => parseReference(tag.trim()));
}

function readPlatform(): string {
  const platform = input("platforms") || "linux/amd64";
  if (!/^linux\/\w+$/.test(platform)) {
    throw new Error(`the sandbox's stand-in does not know the platforms '${platform}', only one of Linux`);
  }
  return platform;
}

/** Whether it is requested, in one of the forms that are known here. */
function readAttestation(name: string, known: readonly string[]): boolean {
  const value = input(name);
  if (value === "" || value === "false") return false;
  if (!known.includes(value)) throw new Error(`the sandbox's stand-in does not know '${name}: ${value}'`);
  return true;
}

/** All that a push stores, and what its tag names: the image, or the index with its attestations. */
function pushedBlobs(
  image: Image,
  attested: Omit<AttestedImage, "image" | "builder">,
): { readonly blobs: readonly Blob[]; readonly tagged: Blob } {
  const own = [image.layer, image.config, image.manifest];
  if (!attested.provenance && !attested.sbom) return { blobs: own, tagged: image.manifest };
  const builder = `${environment("GITHUB_SERVER_URL")}/${environment("GITHUB_REPOSITORY")}/actions/runs/${environment("GITHUB_RUN_ID")}`;
  const { blobs, index } = attest({ ...attested, image, builder });
  return { blobs: [...own, ...blobs], tagged: index };
}

async function main(): Promise<void> {
  refuseOtherInputs(KNOWN);
  const attested = {
    provenance: readAttestation("provenance", ["true", "mode=max", "mode=min"]),
    sbom: readAttestation("sbom", ["true"]),
  };
  const references = readTags();
  const push = booleanInput("push");
  if (push && references.length === 0) {
    throw new Error("ERROR: failed to build: tag is needed when pushing to registry");
  }
  const { folder, dockerfile } = await findContext();
  const platform = readPlatform();
  const image = imageOf({
    context: await tarOf(folder),
    dockerfile,
    platform,
    labels: linesInput("labels"),
    buildArguments: linesInput("build-args"),
    target: input("target"),
  });
  const { blobs, tagged } = pushedBlobs(image, { ...attested, platform, name: references[0]?.name ?? "" });
  console.log(
    "The sandbox has no container engine: the Dockerfile is recorded, its instructions are not run.",
  );
  for (const reference of push ? references : []) {
    if (!(await isLoggedIn(reference.registry))) {
      throw new Error(
        `ERROR: failed to build: failed to push ${reference.name}:${reference.tag}: denied: you are not logged in to ${reference.registry}`,
      );
    }
    await pushImage(environment("SANDBOX_REGISTRY"), reference, tagged, blobs);
    console.log(`pushed ${reference.name}:${reference.tag}@${tagged.digest}`);
  }
  setOutput("imageid", image.config.digest);
  setOutput("digest", tagged.digest);
  const metadata = {
    "containerimage.config.digest": image.config.digest,
    "containerimage.digest": tagged.digest,
    "image.name": references.map(({ name, tag }) => `${name}:${tag}`).join(","),
  };
  setOutput("metadata", JSON.stringify(metadata, null, 2));
}

await runAction(main);
