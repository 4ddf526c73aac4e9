const GITHUB = "https://github.com";
const GITHUB_ISSUER = "https://token.actions.githubusercontent.com";

/**
 * The OIDC issuer of a GitHub server: the claim `iss` of its tokens. An enterprise can change its issuer's path, which
 * only its settings show.
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
