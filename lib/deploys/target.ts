/** A config in a channel: what one request is about, and what only one request at a time may change. */
export interface Target {
  readonly config: string;
  readonly channel: string;
}

/** `my-app/prod`; neither part holds a slash. */
export function targetKey({ config, channel }: Target): string {
  return `${config}/${channel}`;
}

/** The target of a key; undefined when it is none. */
export function parseTargetKey(key: string): Target | undefined {
  const [config = "", channel = "", ...more] = key.split("/");
  return config === "" || channel === "" || more.length > 0 ? undefined : { config, channel };
}
