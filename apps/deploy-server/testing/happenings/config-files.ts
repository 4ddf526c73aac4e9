import { fileNow } from "@release-channels/sandbox";
import { pick, type Turn } from "./place.ts";

type Files = Record<string, string | undefined>;

/** Writes, breaks, deletes or renames a repository's deploy configs. @returns the files of one commit */
export function changeConfigs(turn: Turn): Files {
  const { github, place, random } = turn;
  const { id, gitDir } = github.repository(place.repository);
  const name = `config-${id}-${pick(random, ["a", "b", "c"])}`;
  const path = `.deploy/${name}.yaml`;
  const chance = random();
  const isThere = hasFile(gitDir, place.heads.get("main") ?? "", path);
  if (!isThere || chance < 0.4) return write(turn, name, path);
  if (chance < 0.7) return { [path]: undefined };
  const other = `${name}-moved`;
  return { [path]: undefined, ...write(turn, other, `.deploy/${other}.yaml`) };
}

/** A branch that was forced back may lack what was pushed. */
function hasFile(gitDir: string, commit: string, path: string): boolean {
  try {
    return fileNow(gitDir, commit, path) !== "";
  } catch {
    return false;
  }
}

function write({ place: { repository }, random }: Turn, name: string, path: string): Files {
  if (random() < 0.15) return { [path]: `version: 1\nname: ${name}\nchannels: [\n` };
  const artifact = `{ repository: ${repository}, container: ${name}, image: "ghcr.io/${repository}:{branch}-{short-sha}" }`;
  const team = `team-${Math.floor(random() * 1000)}`;
  return {
    [path]: `version: 1\nname: ${name}\nteam: ${team}\nartifact: ${artifact}\nchannels:\n  dev: { track: main, autodeploy: [build], previews: ${random() < 0.5} }\n`,
  };
}
