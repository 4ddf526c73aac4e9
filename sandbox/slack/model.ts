/** What the sandbox's Slack knows, and what its parts pass to each other. Answers use Slack's own names. */

/** `stranger`: somebody from another workspace, here through a shared channel. */
export type UserKind =
  "member" | "admin" | "guest" | "single-channel-guest" | "bot" | "deactivated" | "stranger";

export interface User {
  /** `U…` */
  readonly id: string;
  /** Their own workspace's: a stranger has another. */
  readonly teamId: string;
  readonly name: string;
  readonly realName: string;
  readonly email: string;
  kind: UserKind;
}

export interface Channel {
  /** `C…`; `D…` for a direct message. */
  readonly id: string;
  readonly name: string;
  readonly isPrivate: boolean;
  isArchived: boolean;
  /** User ids. */
  readonly members: Set<string>;
  /** Whether another workspace takes part. */
  readonly isShared: boolean;
}

/** A block of a message or view, as it was sent: checked, with an id. */
export type Block = Readonly<Record<string, unknown>> & { readonly type: string; readonly block_id?: string };

export interface Message {
  readonly ts: string;
  readonly channel: string;
  readonly threadTs?: string;
  /** Whose: an app's bot. */
  readonly user: string;
  readonly botId: string;
  readonly appId: string;
  text: string;
  blocks: readonly Block[];
  metadata?: unknown;
  /** Only this user sees it. */
  readonly onlyFor?: string;
  /** Every version of its text and blocks, the first one first. */
  readonly versions: { readonly text: string; readonly blocks: readonly Block[] }[];
  isDeleted: boolean;
}

export interface ViewContent extends Readonly<Record<string, unknown>> {
  readonly blocks: readonly Block[];
}

export interface View {
  readonly id: string;
  readonly appId: string;
  readonly user: string;
  hash: string;
  /** As the app sent it: type, title, blocks, callback_id, private_metadata, … */
  content: ViewContent;
  /** What was filled in when the app last rejected it, and the errors by block id. */
  refused?: {
    readonly values: Readonly<Record<string, string>>;
    readonly errors: Readonly<Record<string, string>>;
  };
  /** Where it was opened from, below it in the stack; null for the first. */
  readonly previous: string | null;
  readonly root: string;
}

export interface NewApp {
  readonly name: string;
  /** Of the bot: `chat:write`, `commands`, … */
  readonly scopes: readonly string[];
  /** Slash commands, and where each is sent without Socket Mode. */
  readonly commands?: readonly { readonly command: string; readonly url?: string }[];
  readonly interactivityUrl?: string;
  readonly eventsUrl?: string;
  /** Everything arrives over websockets instead. */
  readonly socketMode?: boolean;
}

export interface App {
  /** `A…` */
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly commands: readonly { readonly command: string; readonly url?: string }[];
  readonly interactivityUrl: string | undefined;
  readonly eventsUrl: string | undefined;
  readonly socketMode: boolean;
  /** `xoxb-…` */
  readonly botToken: string;
  /** `xapp-…`, with the scope `connections:write`. */
  readonly appToken: string;
  readonly signingSecret: string;
  /** The deprecated one, which payloads still contain. */
  readonly verificationToken: string;
  readonly botUserId: string;
  readonly botId: string;
}

/** What the person who typed, clicked or submitted sees. */
export type Outcome =
  | { readonly kind: "acknowledged" }
  /** The view stays open and says what is wrong, by block id. */
  | { readonly kind: "errors"; readonly errors: Readonly<Record<string, string>> }
  /** Slack's own words in `… failed with the error "operation_timeout"`. */
  | { readonly kind: "failed"; readonly error: DeliveryError };

export type DeliveryError =
  | "operation_timeout"
  | "dispatch_failed"
  | "http_client_error"
  | "http_service_error"
  | "invalid_command_response";
