import { readSettings } from "../../apps/deploy-server/settings.ts";
import { SettingsError } from "../../lib/http/environment.ts";

/** The variables that the deploy server reads, by name. */
export interface SettingNames {
  readonly settings: readonly string[];
  /** Each can also be in a file, which the variable with `_FILE` behind its name names. */
  readonly secrets: readonly string[];
}

/** As the server asks for them, once without anything, and once with an App, of which it asks more. */
export function serverSettings(): SettingNames {
  const asked = new Set([...askedFor({}), ...askedFor({ GITHUB_APP_ID: "1" })]);
  const names = [...asked].filter((name) => !name.endsWith("_FILE")).toSorted();
  const isSecret = (name: string) => asked.has(`${name}_FILE`);
  return { settings: names.filter((name) => !isSecret(name)), secrets: names.filter(isSecret) };
}

/** What the chart deploy-server compares the names in its values with. */
export function chartSettings(): [path: string, text: string] {
  return [
    "helm/deploy-server/settings.generated.json",
    `${JSON.stringify(serverSettings(), undefined, 2)}\n`,
  ];
}

function askedFor(given: Readonly<Record<string, string>>): ReadonlySet<string> {
  const asked = new Set<string>();
  const variables = new Proxy(given, {
    get: (target, name) => {
      asked.add(String(name));
      return target[String(name)];
    },
  });
  try {
    readSettings(variables);
  } catch (error) {
    // Each has been asked for when they are refused together.
    if (!(error instanceof SettingsError)) throw error;
  }
  return asked;
}
