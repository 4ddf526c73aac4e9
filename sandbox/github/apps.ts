import { generateKeyPair, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import type { Accounts } from "./accounts.ts";
import type { App, Installation, NewApp, NewInstallation, Repository } from "./model.ts";

const MODULUS = 2048;

/** The GitHub Apps and where they are installed. */
export class Apps {
  readonly #accounts: Accounts;
  readonly #clock: () => Date;
  readonly #url: () => string;
  readonly #apps: App[] = [];
  readonly #installations = new Map<number, Installation>();
  #lastInstallation = 52_000_000;

  constructor(parts: {
    readonly accounts: Accounts;
    readonly clock: () => Date;
    readonly url: () => string;
  }) {
    this.#accounts = parts.accounts;
    this.#clock = parts.clock;
    this.#url = parts.url;
  }

  async create({
    slug,
    name = slug,
    owner = "octocat",
    permissions,
    webhook,
    callbackUrls = [],
  }: NewApp): Promise<App> {
    if (this.bySlug(slug) !== undefined) throw new Error(`the App ${slug} exists already`);
    const id = 900_001 + this.#apps.length;
    const app: App = {
      id,
      clientId: `Iv23li${String(id).padStart(14, "A")}`,
      slug,
      name,
      owner,
      permissions: { metadata: "read", ...permissions },
      privateKey: await newKey(),
      createdAt: this.#clock(),
      ...(webhook === undefined ? {} : { webhook }),
      clientSecret: randomBytes(20).toString("hex"),
      callbackUrls,
    };
    this.#apps.push(app);
    return app;
  }

  /** @param issuer the claim `iss` of a JWT: the client id or the app id, as text or a number */
  byIssuer(issuer: unknown): App | undefined {
    return this.#apps.find(({ id, clientId }) => issuer === clientId || String(issuer) === String(id));
  }

  all(): readonly App[] {
    return this.#apps;
  }

  byClientId(clientId: string): App | undefined {
    return this.#apps.find((app) => app.clientId === clientId);
  }

  bySlug(slug: string): App | undefined {
    return this.#apps.find((app) => app.slug === slug);
  }

  install(app: App, account: string, options: NewInstallation = {}): Installation {
    const { repositories = "all", permissions = app.permissions, suspended = false } = options;
    if (this.of(app, account) !== undefined)
      throw new Error(`${app.slug} is installed in ${account} already`);
    const id = ++this.#lastInstallation;
    const settings =
      this.#accounts.typeOf(account) === "Organization" ? `organizations/${account}/settings` : "settings";
    return this.#save({
      id,
      app,
      account,
      repositories: fullNamesIn(account, repositories),
      permissions: { metadata: "read", ...permissions },
      suspendedAt: suspended ? this.#clock() : null,
      htmlUrl: `${this.#url()}/${settings}/installations/${id}`,
      createdAt: this.#clock(),
    });
  }

  suspend(id: number, suspended = true): Installation {
    const installation = this.installation(id);
    if (installation === undefined) throw new Error(`there is no installation ${id}`);
    return this.#save({ ...installation, suspendedAt: suspended ? this.#clock() : null });
  }

  renameRepository(before: string, now: string): void {
    for (const installation of this.#installations.values()) {
      if (installation.repositories === "all") continue;
      const repositories = installation.repositories.map((name) => (name === before ? now : name));
      this.#save({ ...installation, repositories });
    }
  }

  uninstall(id: number): void {
    this.#installations.delete(id);
  }

  installation(id: number): Installation | undefined {
    return this.#installations.get(id);
  }

  /** All of an App, oldest first. */
  installationsOf(app: App): readonly Installation[] {
    return [...this.#installations.values()].filter((installation) => installation.app.id === app.id);
  }

  /** All that reach a repository, of any App. */
  reaching(repository: Repository): readonly Installation[] {
    return [...this.#installations.values()].filter((installation) => reaches(installation, repository));
  }

  /** @param repositories names within the account */
  choose(id: number, repositories: NonNullable<NewInstallation["repositories"]>): Installation {
    const installation = this.installation(id);
    if (installation === undefined) throw new Error(`there is no installation ${id}`);
    return this.#save({ ...installation, repositories: fullNamesIn(installation.account, repositories) });
  }

  /** The App's installation in an account, whatever the case of its name. */
  of(app: App, account: string): Installation | undefined {
    return this.installationsOf(app).find(
      (installation) => installation.account.toLowerCase() === account.toLowerCase(),
    );
  }

  #save(installation: Installation): Installation {
    this.#installations.set(installation.id, installation);
    return installation;
  }
}

/** Whether an installation reaches a repository. */
export function reaches({ account, repositories }: Installation, { owner, fullName }: Repository): boolean {
  if (owner.toLowerCase() !== account.toLowerCase()) return false;
  return repositories === "all" || repositories.some((name) => name.toLowerCase() === fullName.toLowerCase());
}

function fullNamesIn(
  account: string,
  names: NonNullable<NewInstallation["repositories"]>,
): Installation["repositories"] {
  return names === "all" ? "all" : names.map((name) => `${account}/${name}`);
}

async function newKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: MODULUS });
  return privateKey.export({ type: "pkcs1", format: "pem" }).toString();
}
