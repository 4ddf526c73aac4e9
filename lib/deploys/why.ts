import type { RuleVerdict } from "./permission.ts";

/** What is known of a place where somebody wants to deploy, whatever they want to. Reasons follow "because". */
export interface PlaceFacts {
  readonly config: string;
  readonly channel: string;
  /** Why the policy lists no such deploy there. */
  readonly policy: string | undefined;
  readonly needsProof: boolean;
  readonly takesPromotionsOnly: boolean;
  readonly freeze: string | undefined;
  /** A pin that holds people, too. */
  readonly pin: string | undefined;
  /** That it was undeployed, rolled back or adopted, which a deploy that a person asks for ends. */
  readonly stop: string | undefined;
  readonly lock: string | undefined;
  /** Of the head of the branch that it follows; undefined where it follows none, or nothing is built. */
  readonly build:
    | { readonly branch: string; readonly state: "green" | "running" | "red" | "none"; readonly says: string }
    | undefined;
  /** What is under way there, or waits, the first that came first: `main-1a2b3c4 of alice, verifying`. */
  readonly queue: readonly string[];
  /** In the order in which they have their turn. */
  readonly clusters: readonly ClusterFacts[];
}

/** How the engine of a cluster stands, or why nobody knows. */
export type ClusterFacts =
  | { readonly cluster: string; readonly unknown: string }
  | {
      readonly cluster: string;
      readonly unknown?: undefined;
      /** Why nothing may be synced there now. */
      readonly blocked: string | undefined;
      /** Whether it ships by itself whatever is pushed, and db/server.yaml does not let it. */
      readonly isUnruly: boolean;
      /** Whose operation is under way that is no request's. */
      readonly operation: string | undefined;
      /** What really runs there that the ledger does not say. */
      readonly drift: string | undefined;
    };

type Said = Pick<RuleVerdict, "verdict" | "says">;

/** The rules of a place, in the order in which a request comes to them. */
const RULES = {
  policy: ({ policy }) =>
    policy === undefined ? passed("it lists this app and this channel") : refused(policy),
  promotion: ({ takesPromotionsOnly, channel }) =>
    takesPromotionsOnly
      ? notAsked(`${channel} takes only what an earlier channel has, which is asked of each version`)
      : passed(`${channel} takes what no other channel has`),
  proof: ({ needsProof, channel }) =>
    needsProof
      ? notAsked(`${channel} takes only what is proved by its build, which is asked of each image`)
      : passed(`${channel} asks for none`),
  build: ({ build }) => {
    if (build === undefined) return notAsked("it follows no branch here, so that it is asked of each commit");
    const { branch, state, says } = build;
    switch (state) {
      case "green":
        return passed(`${branch} is green`);
      case "running":
        return waits(`${says} for ${branch}: a deploy waits for up to 30 minutes`);
      case "red":
        return refused(
          `${branch} is red (${says}): mend it, push, and deploy that, or deploy another commit`,
        );
      default:
        return notAsked(`nothing was built of ${branch} yet`);
    }
  },
  freeze: ({ freeze }) => (freeze === undefined ? passed("none") : held(freeze)),
  pin: ({ pin, stop }) => {
    if (pin !== undefined) return held(pin);
    return passed(stop === undefined ? "none" : `${stop}; a deploy that a person asks for ends that`);
  },
  lock: ({ lock }) => (lock === undefined ? passed("none") : held(lock)),
  queue: ({ queue }) =>
    queue.length === 0 ? passed("nothing is under way") : waits(`${queue.join(", then ")} comes first`),
  window: (facts) =>
    overClusters(facts, ({ blocked }) => blocked, { none: "nothing is in the way", verdict: "refused" }),
  operation: (facts) =>
    overClusters(
      facts,
      ({ operation }) => operation && `an operation of ${operation} is under way: wait for it`,
      {
        none: "no other one is under way",
        verdict: "refused",
      },
    ),
  "auto-sync": (facts) =>
    overClusters(
      facts,
      ({ cluster, isUnruly }) =>
        isUnruly
          ? `whatever is pushed ships without a word here: take automated out of its sync policy, or set auto_sync: follow for ${cluster} in db/server.yaml`
          : undefined,
      { none: "nothing ships without a word here", verdict: "refused" },
    ),
  drift: (facts) =>
    overClusters(facts, ({ drift }) => drift, {
      none: "what runs is what the ledger says",
      // Whoever deploys is shown it.
      verdict: "passed",
    }),
} as const satisfies Readonly<Record<string, (facts: PlaceFacts) => Said>>;

/** A rule that is asked of a place, whoever asks. */
export type PlaceRule = keyof typeof RULES;

/** Their names, in that order. */
export const PLACE_RULES = Object.keys(RULES).filter(isPlaceRule);

function isPlaceRule(name: string): name is PlaceRule {
  return Object.hasOwn(RULES, name);
}

/** Every rule of a place with its verdict. */
export function judgePlace(facts: PlaceFacts): readonly RuleVerdict<PlaceRule>[] {
  return PLACE_RULES.map((rule) => ({ rule, ...RULES[rule](facts) }));
}

type Known = Extract<ClusterFacts, { readonly unknown?: undefined }>;

/** What one of the clusters has against it; where one does not tell, nobody knows. */
function overClusters(
  { clusters }: PlaceFacts,
  find: (known: Known) => string | undefined,
  { none, verdict }: { readonly none: string; readonly verdict: "refused" | "passed" },
): Said {
  const found = clusters.flatMap((one) => {
    const because = one.unknown === undefined ? find(one) : undefined;
    return because === undefined ? [] : [`${one.cluster}: ${because}`];
  });
  if (found.length > 0) return { verdict, says: found.join("; ") };
  const unknown = clusters.flatMap(({ cluster, unknown: because }) =>
    because === undefined ? [] : [`${cluster} does not tell: ${because}`],
  );
  return unknown.length > 0 ? notAsked(unknown.join("; ")) : passed(none);
}

function passed(says: string): Said {
  return { verdict: "passed", says };
}

function refused(says: string): Said {
  return { verdict: "refused", says };
}

function held(because: string): Said {
  return refused(`held, because ${because}`);
}

function waits(says: string): Said {
  return { verdict: "waits", says };
}

function notAsked(says: string): Said {
  return { verdict: "not asked", says };
}
