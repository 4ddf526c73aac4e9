const GITHUB = "https://github.com";
const GITHUB_ISSUER = "https://token.actions.githubusercontent.com";

/**
 * The OIDC issuer that signs for a GitHub, which is the claim `iss` of its tokens. An enterprise may have given its
 * issuer a path of its own; nothing but its settings tells.
 * @param serverUrl `https://github.com`, GitHub Enterprise Server, or `https://<name>.ghe.com`
 * @see https://docs.github.com/en/enterprise-server/actions/reference/security/oidc
 */
export function issuerOf(serverUrl: string): string {
  if (serverUrl === GITHUB) return GITHUB_ISSUER;
  const [, subdomain] = /^https:\/\/([a-z0-9-]+)\.ghe\.com$/.exec(serverUrl) ?? [];
  return subdomain === undefined
    ? `${serverUrl}/_services/token`
    : `https://token.actions.${subdomain}.ghe.com`;
}
