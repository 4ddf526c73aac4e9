type Named = Readonly<Record<string, object>>;

interface ServerYaml {
  readonly clusters: Named;
  readonly targets: Named;
  readonly channels: Named;
  readonly people: Named;
}

/** A channel with one config in a cluster of its own, both of the channel's name. */
export interface OneMore {
  readonly channel: string;
  /** A channel with the same rules. */
  readonly like: string;
  readonly config: string;
  readonly cluster: object;
  /** Without the cluster. */
  readonly placement: object;
}

/** `db/server.yaml` with one more channel. @param config as `serverConfig` has it: JSON */
export function configWith(config: string, { channel, like, ...more }: OneMore): string {
  const { clusters, targets, channels, people, ...rest }: ServerYaml = JSON.parse(config);
  return text({
    ...rest,
    clusters: { ...clusters, [channel]: more.cluster },
    targets: {
      ...targets,
      [`${more.config}/${channel}`]: [{ cluster: channel, ...more.placement, soak: "1s", timeout: "15m" }],
    },
    channels: { ...channels, [channel]: channels[like] },
    people: { ...people, [channel]: people[like] },
  });
}

const text = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
