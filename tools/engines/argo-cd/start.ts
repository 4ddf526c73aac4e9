import { join } from "node:path";
import { until } from "../processes.ts";
import { run } from "../run.ts";
import { startComponents, type Components, type ComponentsOptions } from "./components.ts";
import { install, NAMESPACE } from "./install.ts";

export interface ArgoCd extends Pick<Components, "webhooks" | "poll"> {
  readonly url: string;
  /** Of its administrator. */
  readonly password: string;
  /** The argocd client, signed in as administrator. */
  readonly argocd: (args: readonly string[]) => Promise<string>;
  readonly application: (name: string) => Promise<Application | undefined>;
}

/** The part of an Application that scenarios look at. */
export interface Application {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly status?: {
    readonly sync?: { readonly status: string; readonly revision?: string };
    readonly health?: { readonly status: string };
    readonly conditions?: readonly { readonly type: string; readonly message: string }[];
    readonly operationState?: {
      readonly phase: string;
      readonly message?: string;
      readonly syncResult?: { readonly revision?: string };
    };
  };
}

/** Installs Argo CD and waits until it serves. It polls git every 5 seconds, where its own default is 120. */
export async function startArgoCd(options: ComponentsOptions): Promise<ArgoCd> {
  const { engines, processes, kubernetes } = options;
  await install(engines, kubernetes);
  const { port, ...components } = await startComponents(options, "5s");
  const url = `http://127.0.0.1:${port}`;
  await until(processes, "Argo CD serves", async () =>
    (await fetch(`${url}/api/version`)).ok ? true : undefined,
  );
  const password = await until(processes, "Argo CD has made its administrator", async () => {
    const secret = await kubernetes.get<{ readonly data: { readonly password: string } }>(
      "secret",
      "argocd-initial-admin-secret",
      NAMESPACE,
    );
    return secret && Buffer.from(secret.data.password, "base64").toString();
  });
  let token: Promise<string> | undefined;
  return {
    ...components,
    url,
    password,
    argocd: async (args) => {
      token ??= signIn(url, password);
      const server = ["--plaintext", "--server", `127.0.0.1:${port}`];
      return run(join(engines.bin, "argocd"), [...args, ...server], {
        // In the environment: a command line is for everyone to read.
        env: { ARGOCD_BINARY_NAME: "argocd", ARGOCD_AUTH_TOKEN: await token },
      });
    },
    application: (name) => kubernetes.get<Application>("application.argoproj.io", name, NAMESPACE),
  };
}

async function signIn(url: string, password: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "admin", password }),
  });
  if (!answer.ok)
    throw new Error(`Argo CD refuses its administrator: ${answer.status} ${await answer.text()}`);
  const { token } = (await answer.json()) as { readonly token: string };
  return token;
}
