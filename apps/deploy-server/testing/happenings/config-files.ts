import { pick, type Turn } from "./place.ts";

type Files = Record<string, string | undefined>;

/** Writes, breaks, deletes or renames a repository's deploy configs. @returns the files of one commit */
export function changeConfigs(turn: Turn): Files {
  const { github, place, random } = turn;
  const { configs } = place;
  const { id } = github.repository(place.repository);
  const name = `config-${id}-${pick(random, ["a", "b", "c"])}`;
  const path = `.deploy/${name}.yaml`;
  const chance = random();
  if (!configs.has(path) || chance < 0.4) return write(turn, name, path);
  configs.delete(path);
  if (chance < 0.7) return { [path]: undefined };
  const other = `${name}-moved`;
  return { [path]: undefined, ...write(turn, other, `.deploy/${other}.yaml`) };
}

function write({ place: { configs, repository }, random }: Turn, name: string, path: string): Files {
  configs.add(path);
  if (random() < 0.15) return { [path]: `version: 1\nname: ${name}\nchannels: [\n` };
  const artifact = `{ repository: ${repository}, container: ${name}, image: "ghcr.io/${repository}:{branch}-{short-sha}" }`;
  const team = `team-${Math.floor(random() * 1000)}`;
  return {
    [path]: `version: 1\nname: ${name}\nteam: ${team}\nartifact: ${artifact}\nchannels:\n  dev: { track: main, autodeploy: [build], previews: ${random() < 0.5} }\n`,
  };
}
