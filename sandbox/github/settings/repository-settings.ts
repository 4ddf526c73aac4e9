import type { Fields } from "../../narrow.ts";
import { newSealingKey, type SealingKey } from "./sealing-key.ts";

/** What may run: GitHub's page "Actions permissions". */
export interface ActionsPolicy {
  readonly enabled: boolean;
  readonly allowed: "all" | "local_only" | "selected";
  readonly shaPinningRequired: boolean;
  readonly githubOwnedAllowed: boolean;
  readonly verifiedAllowed: boolean;
  readonly patternsAllowed: readonly string[];
}

export interface BypassActor {
  readonly actor_id: number | null;
  readonly actor_type: string;
  readonly bypass_mode: string;
}

export interface Ruleset {
  readonly id: number;
  readonly name: string;
  readonly target: "branch" | "tag";
  readonly enforcement: "disabled" | "active";
  readonly bypassActors: readonly BypassActor[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** As given, each with its `type`. */
  readonly rules: readonly Fields[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A value with the times that GitHub shows for it. */
export interface Kept {
  readonly name: string;
  readonly value: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface Environment {
  readonly id: number;
  readonly name: string;
  readonly createdAt: Date;
  /** Names and patterns of the branches whose jobs may use it; undefined is every branch. */
  readonly branches: readonly BranchPolicy[] | undefined;
  /** Decrypted, by upper-case names. */
  readonly secrets: Map<string, Kept>;
}

/** A deployment branch policy: `*` stops at a slash. */
export interface BranchPolicy {
  readonly id: number;
  readonly name: string;
}

/** What a repository's administrators have set: everything below its "Settings" that the sandbox knows. */
export interface RepositorySettings {
  actions: ActionsPolicy;
  workflowPermissions: { readonly level: "read" | "write"; readonly canApprove: boolean };
  /** Who may use its actions and workflows, if it is private. */
  accessLevel: "none" | "user" | "organization";
  readonly sealingKey: SealingKey;
  /** Decrypted, by upper-case names. */
  readonly secrets: Map<string, Kept>;
  /** The organisation's secrets that it shares with this repository, by upper-case names. */
  readonly sharedSecrets: Map<string, Kept>;
  readonly variables: Map<string, Kept>;
  /** The organisation's variables that it shares with this repository, by upper-case names. */
  readonly sharedVariables: Map<string, Kept>;
  /** By lower-case names. */
  readonly environments: Map<string, Environment>;
  readonly rulesets: Map<number, Ruleset>;
}

/** The settings of all repositories, by their ids. A new one has GitHub's defaults. */
export class AllSettings {
  readonly #settings = new Map<number, RepositorySettings>();
  #lastId = 50_000;

  of(repositoryId: number): RepositorySettings {
    const existing = this.#settings.get(repositoryId);
    if (existing !== undefined) return existing;
    const created: RepositorySettings = {
      actions: {
        enabled: true,
        allowed: "all",
        shaPinningRequired: false,
        githubOwnedAllowed: false,
        verifiedAllowed: false,
        patternsAllowed: [],
      },
      workflowPermissions: { level: "read", canApprove: false },
      accessLevel: "none",
      sealingKey: newSealingKey(),
      secrets: new Map(),
      sharedSecrets: new Map(),
      variables: new Map(),
      sharedVariables: new Map(),
      environments: new Map(),
      rulesets: new Map(),
    };
    this.#settings.set(repositoryId, created);
    return created;
  }

  newId(): number {
    return ++this.#lastId;
  }
}
