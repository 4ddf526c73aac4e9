// Generated from db/*.schema.json by tools/generate.ts: change the schemas instead.
/**
 * Any of the documents.
 */
export type Schemas = Database | DispatchPayload | Policy | Locks;
/**
 * lower-case letters and digits, with . _ - between them, at most 128 characters
 */
export type Container = string;
/**
 * lower-case letters and digits, with . _ - between them, at most 64 characters
 */
export type Channel = string;
/**
 * an image with a tag, such as ghcr.io/acme/my-app:v1.2.3
 */
export type Image = string;
/**
 * sha256: and 64 lower-case hexadecimal digits
 */
export type Digest = string;
/**
 * owner/name
 */
export type Repository = string;
/**
 * the repository's id, which is on record only where a token proved the build
 */
export type ProvedId = number;
/**
 * a full commit id of 40 lower-case hexadecimal digits
 */
export type Sha = string;
/**
 * a full ref, such as refs/heads/main
 */
export type Ref = string;
/**
 * a whole number from 1
 */
export type Counter = number;
/**
 * a file's path in its repository, such as .deploy/my-app.yaml
 */
export type ConfigPath = string;
/**
 * a time in UTC, such as 2026-11-21T02:00:00Z
 */
export type Time = string;
/**
 * a GitHub login
 */
export type Person = string;
/**
 * a UUID
 */
export type Uuid = string;
/**
 * an address of a registry, such as oci://ghcr.io/acme/charts/my-app
 */
export type OciAddress = string;
/**
 * a version, such as 1.4.2 or 1.5.0-rc.1
 */
export type ChartVersion = string;
/**
 * The client_payload of an update-release-channel event, as trigger-dispatch sends it or as a person writes it by hand.
 */
export type DispatchPayload = Dispatch | HandmadeDispatch;
/**
 * owner/name
 */
export type NamedRepository = string;
/**
 * an image's name without tag, such as ghcr.io/acme/my-app
 */
export type ImageName = string;
/**
 * a ref pattern, such as main, release/* or refs/tags/v*
 */
export type RefPattern = string;
/**
 * a workflow file with its ref, such as acme/my-app/.github/workflows/release.yml@refs/heads/main
 */
export type WorkflowPattern = string;
/**
 * a time of day, such as 08:00 or 17:30
 */
export type ClockTime = string;
/**
 * an event's name, and not pull_request_target, which can run a fork's code
 */
export type ProvingEvent = string;

/**
 * Which image each container, and which commit each config without one, runs in each release channel.
 */
export interface Database {
  $schema?: string;
  /**
   * 1
   */
  version: 1;
  /**
   * a list of releases
   */
  releases: ReleaseRecord[];
  /**
   * a list of what was retired
   */
  retired?: Tombstone[];
  /**
   * a list of charts, each with the version that runs
   */
  charts?: ChartRecord[];
  /**
   * a list of configs that are deployed without an image
   */
  configs?: ConfigRecord[];
  /**
   * a list of what the deploy server has undeployed, or may deploy by itself again
   */
  undeployed?: Undeployment[];
  [k: string]: unknown;
}
/**
 * one release
 */
export interface ReleaseRecord {
  container: Container;
  channel: Channel;
  image: Image;
  digest?: Digest;
  source?: Source;
  config?: ConfigSource;
  /**
   * a list of builds, the newest of each repository that released here before the present source, proved and claimed ones apart
   */
  newest_builds?: Build[];
  released_at: Time;
  released_by: Person;
  dispatch_id: Uuid;
  pinned?: Pin;
  [k: string]: unknown;
}
/**
 * the build that made the image: repository, sha, ref, run_id and run_attempt
 */
export interface Source {
  repository: Repository;
  repository_id?: ProvedId;
  sha: Sha;
  ref: Ref;
  run_id: Counter;
  run_attempt: Counter;
  /**
   * who started the build, which is on record only where a token proved it
   */
  actor?: string;
  /**
   * whose token sent the dispatch, if that is somebody else: a bot, as a rule
   */
  sent_by?: string;
  [k: string]: unknown;
}
/**
 * the deploy config: repository, path and sha
 */
export interface ConfigSource {
  repository: Repository;
  path: ConfigPath;
  sha: Sha;
  [k: string]: unknown;
}
/**
 * a build: repository, run_id and run_attempt
 */
export interface Build {
  repository: Repository;
  repository_id?: ProvedId;
  run_id: Counter;
  run_attempt: Counter;
  [k: string]: unknown;
}
/**
 * who pinned the record, when, why and perhaps until when
 */
export interface Pin {
  by: Person;
  at: Time;
  /**
   * a text
   */
  reason: string;
  until?: Time;
  /**
   * true if the deploy server has set it until somebody resumes, else false; without it, the end of the reason says which
   */
  until_resume?: boolean;
}
/**
 * what was retired, by whom, when and why
 */
export interface Tombstone {
  container: Container;
  channel: Channel;
  by: Person;
  at: Time;
  /**
   * a text
   */
  reason: string;
  /**
   * a list of builds, the newest of each repository that released here
   */
  newest_builds?: Build[];
}
/**
 * a chart that runs in a channel, and its version
 */
export interface ChartRecord {
  config: Container;
  channel: Channel;
  chart: OciAddress;
  version: ChartVersion;
  digest: Digest;
  released_at: Time;
  released_by: Person;
  dispatch_id: Uuid;
  pinned?: Pin;
  [k: string]: unknown;
}
/**
 * one config that is deployed without an image
 */
export interface ConfigRecord {
  config: Container;
  channel: Channel;
  repository: Repository;
  path: ConfigPath;
  sha: Sha;
  released_at: Time;
  released_by: Person;
  dispatch_id: Uuid;
  pinned?: Pin;
  [k: string]: unknown;
}
/**
 * what was undeployed, by whom, when and why, and perhaps who has resumed it
 */
export interface Undeployment {
  config: Container;
  channel: Channel;
  by: Person;
  at: Time;
  /**
   * a text
   */
  reason: string;
  /**
   * a list of builds, the newest of each repository that released here
   */
  newest_builds?: Build[];
  resumed?: Resumption;
}
/**
 * who lets it be deployed again, and since when
 */
export interface Resumption {
  by: Person;
  at: Time;
}
export interface Dispatch {
  /**
   * 1
   */
  version: 1;
  dispatch_id: Uuid;
  /**
   * a list of 1 to 500 releases
   */
  releases: Release[];
  source?: Source;
  /**
   * an OIDC token (JWT)
   */
  provenance?: string;
}
/**
 * container, channel, image and perhaps digest
 */
export interface Release {
  container: Container;
  channel: Channel;
  image: Image;
  digest?: Digest;
}
export interface HandmadeDispatch {
  container: Container;
  release_channel: Channel;
  image: Image;
  digest?: Digest;
  dispatch_id?: Uuid;
}
/**
 * a policy: who may release what to which channel
 */
export interface Policy {
  $schema?: string;
  /**
   * 1
   */
  version: 1;
  /**
   * a list of channels in the order of promotion
   */
  channels?: Channel[];
  /**
   * true (the default) or false
   */
  allow_unlisted?: boolean;
  /**
   * true (the default) or false
   */
  allow_manual?: boolean;
  /**
   * a map from container to its rules
   */
  containers?: {
    [k: string]: ContainerRules;
  };
  /**
   * a list of freezes
   */
  freezes?: Freeze[];
  /**
   * a list of channels
   */
  provenance?: Channel[];
  /**
   * a list of events whose runs may prove a source, besides those that always may
   */
  events?: ProvingEvent[];
  /**
   * a list of channels that take releases by promotion only
   */
  promotion_only?: Channel[];
  /**
   * a list of channels that only the deploy server writes
   */
  server_only?: Channel[];
}
/**
 * rules for a container: repository, image and refs
 */
export interface ContainerRules {
  repository?: OwningRepository;
  image?: ImageName;
  /**
   * a map from channel to a list of ref patterns
   */
  refs?: {
    /**
     * a list of ref patterns
     */
    [k: string]: RefPattern[];
  };
  /**
   * a map from channel to how a build must have run
   */
  builds?: {
    [k: string]: BuildRules;
  };
}
/**
 * the repository's name and perhaps id
 */
export interface OwningRepository {
  name: NamedRepository;
  id?: Counter;
}
/**
 * how a build must have run: workflows, environments, protected_ref and runner
 */
export interface BuildRules {
  /**
   * a list of one or more workflows
   */
  workflows?: WorkflowPattern[];
  /**
   * a list of one or more environments
   */
  environments?: string[];
  /**
   * true, or left out
   */
  protected_ref?: true;
  /**
   * github-hosted or self-hosted
   */
  runner?: string;
}
/**
 * a freeze: channel, reason, by, and perhaps container, from, until and weekly
 */
export interface Freeze {
  channel: Channel;
  container?: Container;
  /**
   * a text
   */
  reason: string;
  by: Person;
  from?: Time;
  until?: Time;
  weekly?: WeeklyWindow;
}
/**
 * a weekly window: days, perhaps hours, and time_zone
 */
export interface WeeklyWindow {
  /**
   * a list of one or more days
   */
  days: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
  hours?: Hours;
  /**
   * a time zone, such as Europe/Berlin or UTC
   */
  time_zone: string;
}
/**
 * hours: from and to
 */
export interface Hours {
  from: ClockTime;
  to: ClockTime;
}
/**
 * what is locked: no release and no deploy gets there
 */
export interface Locks {
  $schema?: string;
  /**
   * 1
   */
  version: 1;
  /**
   * a list of locks
   */
  locks: Lock[];
}
/**
 * a lock: reason, owner, at, and perhaps config, channel and until
 */
export interface Lock {
  config?: Container;
  channel?: Channel;
  /**
   * a text
   */
  reason: string;
  owner: Person;
  at: Time;
  until?: Time;
}
