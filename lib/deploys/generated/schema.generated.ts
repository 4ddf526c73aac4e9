// Generated from db/*.schema.json by tools/generate.ts: change the schemas instead.
/**
 * Any of the documents.
 */
export type Schemas = ServerConfig | DeployConfig;
/**
 * an address, such as https://argocd.acme.dev
 */
export type ServerUrl = string;
/**
 * where a secret comes from, and never the secret itself: env:CLUSTER_NAME or file:/path
 */
export type Secret = string;
/**
 * a name of Kubernetes, such as my-app-prod
 */
export type KubernetesName = string;
/**
 * in-cluster for the server's own cluster and account, or where a kubeconfig comes from: env:CLUSTER_NAME or file:/path
 */
export type Kubeconfig = string;
/**
 * a cluster's name: lower-case letters and digits, with . _ - between them, at most 64 characters
 */
export type ClusterName = string;
/**
 * namespace/name, such as apps/my-app
 */
export type NamespacedName = string;
/**
 * owner/name
 */
export type NamedRepository = string;
/**
 * a file's path in its repository, such as apps/my-app/prod/values.yaml
 */
export type FilePath = string;
/**
 * a field, such as image.tag or containers[0].image
 */
export type FieldPath = string;
/**
 * an address of a registry, such as oci://ghcr.io/acme/charts/my-app
 */
export type OciAddress = string;
/**
 * a length of time, such as 60s, 15m or 2h
 */
export type Duration = string;
/**
 * a team of GitHub, such as acme/release
 */
export type GithubTeam = string;
/**
 * the id of a Slack channel, such as C012AB3CD (in the channel's details, below), not its name
 */
export type SlackChannel = string;
/**
 * a workflow's file at a branch or a tag, such as acme/my-app/.github/workflows/deploy.yml@refs/heads/main
 */
export type WorkflowRef = string;
/**
 * a config's name: lower-case letters and digits, with . _ - between them, at most 128 characters
 */
export type ConfigName = string;
/**
 * a team's name: lower-case letters and digits, with . _ - between them, at most 64 characters
 */
export type TeamName = string;
/**
 * lower-case letters and digits, with . _ - between them, at most 128 characters
 */
export type Container = string;
/**
 * an image, such as ghcr.io/acme/my-app:{branch}-{short-sha}
 */
export type ImageTemplate = string;
/**
 * the name of a check or of a status
 */
export type ContextName = string;
/**
 * a path pattern in the repository, such as k8s/*.yaml
 */
export type PathPattern = string;

/**
 * what the deploy server deploys where, and who may
 */
export interface ServerConfig {
  $schema?: string;
  /**
   * 1
   */
  version: 1;
  /**
   * a map from cluster to its engine
   */
  clusters: {
    [k: string]: Cluster;
  };
  /**
   * a map from config/channel to a list of clusters
   */
  targets: {
    /**
     * a list of one or more clusters, deployed to in this order
     */
    [k: string]: Placement[];
  };
  /**
   * a map from config to where its file is
   */
  configs?: {
    [k: string]: ConfigHome;
  };
  /**
   * a map from channel to its settings
   */
  channels?: {
    [k: string]: ChannelSettings;
  };
  /**
   * a map from channel to who may deploy there
   */
  people?: {
    [k: string]: People;
  };
  /**
   * a map from team to what it owns
   */
  teams?: {
    [k: string]: Team;
  };
  slack?: SlackSettings;
  forward?: ForwardSettings;
}
/**
 * a cluster: engine, and url, token and perhaps project for argo-cd, or kubeconfig for flux and kubernetes, and notification_secret for flux
 */
export interface Cluster {
  /**
   * argo-cd, flux or kubernetes
   */
  engine: "argo-cd" | "flux" | "kubernetes";
  url?: ServerUrl;
  token?: Secret;
  project?: KubernetesName;
  webhook_secret?: Secret;
  notification_secret?: Secret;
  certificate_authority?: Secret;
  kubeconfig?: Kubeconfig;
  /**
   * refuse (the default) or follow: what is done with an application that syncs by itself
   */
  auto_sync?: "refuse" | "follow";
}
/**
 * where in a cluster: cluster, the engine's object, and the file that says its version
 */
export interface Placement {
  cluster: ClusterName;
  application?: KubernetesName;
  applicationset?: KubernetesName;
  application_namespace?: KubernetesName;
  helmrelease?: NamespacedName;
  kustomization?: NamespacedName;
  ocirepository?: NamespacedName;
  namespace?: KubernetesName;
  /**
   * the namespace of a branch's preview, such as my-app-{branch}: it begins with a letter and has at most 48 characters
   */
  preview_namespace?: string;
  repository?: NamedRepository;
  /**
   * a branch's name
   */
  branch?: string;
  file?: FilePath;
  field?: FieldPath;
  digest_field?: FieldPath;
  chart?: OciAddress;
  soak?: Duration;
  timeout?: Duration;
  undeploy?: UndeployEdit;
}
/**
 * the edit that undeploys: field and value, or remove with the file's path
 */
export interface UndeployEdit {
  field?: FieldPath;
  /**
   * a text, a number, true or false
   */
  value?: string | number | boolean;
  remove?: FilePath;
}
/**
 * where a config's file is: repository
 */
export interface ConfigHome {
  repository: NamedRepository;
}
/**
 * a channel's settings: protected and prereleases
 */
export interface ChannelSettings {
  /**
   * true or false (the default)
   */
  protected?: boolean;
  /**
   * true or false: whether charts may be deployed there at a version before a release; where nothing is said, unless the channel is protected
   */
  prereleases?: boolean;
}
/**
 * who may deploy: teams, permission, approvals, slack_channels and workflows
 */
export interface People {
  /**
   * a list of one or more teams of GitHub, of which one is enough
   */
  teams?: GithubTeam[];
  /**
   * read, triage, write (the default), maintain or admin
   */
  permission?: "read" | "triage" | "write" | "maintain" | "admin";
  /**
   * a whole number from 0 (the default) to 10
   */
  approvals?: number;
  /**
   * a list of one or more ids of Slack channels
   */
  slack_channels?: SlackChannel[];
  /**
   * a list of one or more workflows that may ask without a person
   */
  workflows?: WorkflowRef[];
}
/**
 * a team: perhaps github and slack_channel
 */
export interface Team {
  github?: GithubTeam;
  slack_channel?: SlackChannel;
}
/**
 * Slack: perhaps workspace
 */
export interface SlackSettings {
  /**
   * the id of the Slack workspace, such as T012AB3CD
   */
  workspace?: string;
}
/**
 * which pushes are forwarded to Argo CD besides the suite's own: people
 */
export interface ForwardSettings {
  /**
   * true or false (the default)
   */
  people?: boolean;
}
/**
 * a deploy config: what is deployed, and from where
 */
export interface DeployConfig {
  $schema?: string;
  /**
   * 1
   */
  version: 1;
  name: ConfigName;
  team?: TeamName;
  artifact?: ArtifactRules;
  /**
   * a map from 1 to 50 channels to their rules
   */
  channels: {
    [k: string]: ChannelRules;
  };
  /**
   * a list of 1 to 50 path patterns, besides the config itself
   */
  paths?: PathPattern[];
  /**
   * show (the default) or mend: what the engine kubernetes does with what was changed by hand
   */
  drift?: "show" | "mend";
  /**
   * a list of 1 to 50 path patterns of manifests, for the engine kubernetes
   */
  specs?: PathPattern[];
}
/**
 * an artifact: repository, container, image and perhaps build
 */
export interface ArtifactRules {
  repository: NamedRepository;
  container: Container;
  image: ImageTemplate;
  build?: BuildSource;
}
/**
 * which result counts as the build's: workflow, check or status
 */
export interface BuildSource {
  /**
   * the file name of a workflow, such as build.yml
   */
  workflow?: string;
  check?: ContextName;
  status?: ContextName;
}
/**
 * a channel's rules: perhaps track, autodeploy, initial and previews
 */
export interface ChannelRules {
  /**
   * a branch's name
   */
  track?: string;
  /**
   * a list of what deploys by itself: build, config or both
   */
  autodeploy?: ("build" | "config")[];
  /**
   * auto, or left out
   */
  initial?: "auto";
  /**
   * true or false (the default)
   */
  previews?: boolean;
}
