import {
  CHANNEL,
  CHART_FOLDER,
  DEPLOYMENT_FILE,
  releaseFiles,
  VALUES_FILE,
  type Shop,
} from "../../deploys/shop.ts";

/** A second channel: its application reads a repository of its own, and its version stands there. */
export const FAR = "far";

/** `acme/shop-far` */
export function farRepository({ source }: Shop): string {
  return `${source}-far`;
}

/** `shop-far` */
export function farApplication({ name }: Shop): string {
  return `${name}-far`;
}

/** The chart and its values, without the ledger. */
export function farFiles(shop: Shop): Readonly<Record<string, string>> {
  const files = Object.entries(releaseFiles(shop));
  return Object.fromEntries(files.filter(([path]) => path.startsWith(`${CHART_FOLDER}/`)));
}

/** `db/policy.json` with the second channel. */
export function policyWithFar(shop: Shop): string {
  const policy: object = JSON.parse(releaseFiles(shop)["db/policy.json"] ?? "");
  return text({ ...policy, channels: [CHANNEL, FAR] });
}

interface ServerYaml {
  readonly targets: Readonly<Record<string, readonly [object]>>;
  readonly channels: Readonly<Record<string, object>>;
  readonly people: Readonly<Record<string, object>>;
}

/** `db/server.yaml` with the second channel. @param config as `serverConfig` has it: JSON */
export function configWithFar(config: string, shop: Shop): string {
  const { targets, channels, people, ...rest }: ServerYaml = JSON.parse(config);
  const [placement] = targets[`${shop.name}/${CHANNEL}`] ?? [{}];
  const far = {
    ...placement,
    application: farApplication(shop),
    repository: farRepository(shop),
    file: VALUES_FILE,
    undeploy: { remove: DEPLOYMENT_FILE },
  };
  return text({
    ...rest,
    targets: { ...targets, [`${shop.name}/${FAR}`]: [far] },
    channels: { ...channels, [FAR]: channels[CHANNEL] },
    people: { ...people, [FAR]: people[CHANNEL] },
  });
}

const text = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
