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
import { findContext } from "./context.ts";
import { imageOf } from "./image.ts";
import { parseReference, pushImage, type Reference } from "./registry.ts";
import { tarOf } from "./tar.ts";

const known = [
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

async function main(): Promise<void> {
  refuseOtherInputs(known);
  for (const name of ["provenance", "sbom"]) {
    if (!["", "false"].includes(input(name))) {
      throw new Error(`the sandbox's stand-in does not know '${name}: ${input(name)}'`);
    }
  }
  const references = readTags();
  const push = booleanInput("push");
  if (push && references.length === 0) {
    throw new Error("ERROR: failed to build: tag is needed when pushing to registry");
  }
  const { folder, dockerfile } = await findContext();
  const image = imageOf({
    context: await tarOf(folder),
    dockerfile,
    platform: readPlatform(),
    labels: linesInput("labels"),
    buildArguments: linesInput("build-args"),
    target: input("target"),
  });
  console.log(
    "The sandbox has no container engine: the Dockerfile is recorded, its instructions are not run.",
  );
  for (const reference of push ? references : []) {
    if (!(await isLoggedIn(reference.registry))) {
      throw new Error(
        `ERROR: failed to build: failed to push ${reference.name}:${reference.tag}: denied: you are not logged in to ${reference.registry}`,
      );
    }
    await pushImage(environment("SANDBOX_REGISTRY"), reference, image);
    console.log(`pushed ${reference.name}:${reference.tag}@${image.manifest.digest}`);
  }
  setOutput("imageid", image.config.digest);
  setOutput("digest", image.manifest.digest);
  const metadata = {
    "containerimage.config.digest": image.config.digest,
    "containerimage.digest": image.manifest.digest,
    "image.name": references.map(({ name, tag }) => `${name}:${tag}`).join(","),
  };
  setOutput("metadata", JSON.stringify(metadata, null, 2));
}

await runAction(main);
