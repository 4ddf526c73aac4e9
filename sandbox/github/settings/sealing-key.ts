import sodium from "libsodium-wrappers";

await sodium.ready;

/** The key pair that a repository's secrets are sealed for: libsodium's sealed boxes, as GitHub asks for. */
export interface SealingKey {
  readonly id: string;
  /** Base64. */
  readonly publicKey: string;
  /** @returns undefined for what was not sealed with this key */
  open(sealed: string): string | undefined;
}

export function newSealingKey(): SealingKey {
  const { publicKey, privateKey } = sodium.crypto_box_keypair();
  return {
    id: BigInt(`0x${sodium.to_hex(publicKey.slice(0, 8))}`).toString(),
    publicKey: Buffer.from(publicKey).toString("base64"),
    open(sealed) {
      try {
        return sodium.to_string(
          sodium.crypto_box_seal_open(Buffer.from(sealed, "base64"), publicKey, privateKey),
        );
      } catch {
        return undefined;
      }
    },
  };
}
