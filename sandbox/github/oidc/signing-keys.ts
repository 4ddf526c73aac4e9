import { randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTPayload } from "jose";

interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly published: JWK;
  readonly since: Date;
}

/** The issuer's keys. The newest signs; the ones before it stay published, as GitHub's do for a while. */
export class SigningKeys {
  readonly #clock: () => Date;
  #keys: Promise<readonly SigningKey[]> | undefined;

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  /** @param asOf a set that is served from a cache shows the keys of then */
  async published(asOf: Date | undefined): Promise<{ readonly keys: readonly JWK[] }> {
    const keys = await this.#all();
    return {
      keys: keys.filter(({ since }) => asOf === undefined || since <= asOf).map((key) => key.published),
    };
  }

  async rotate(): Promise<void> {
    const keys = await this.#all();
    this.#keys = newKey(this.#clock()).then((key) => [...keys, key]);
    await this.#keys;
  }

  async sign(claims: JWTPayload): Promise<string> {
    const key = (await this.#all()).at(-1);
    if (key === undefined) throw new Error("the issuer has no key");
    return new SignJWT({ jti: randomUUID(), ...claims })
      .setProtectedHeader({ alg: "RS256", kid: key.kid, typ: "JWT" })
      .sign(key.privateKey);
  }

  /** The first key is made when it is first needed, and counts as always there. */
  #all(): Promise<readonly SigningKey[]> {
    this.#keys ??= newKey(new Date(0)).then((key) => [key]);
    return this.#keys;
  }
}

async function newKey(since: Date): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  const kid = randomUUID();
  return {
    kid,
    privateKey,
    published: { ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" },
    since,
  };
}
