import { createHmac, randomUUID } from "node:crypto";
import { join } from "node:path";
import { textAt } from "../../../apps/deploy-server/narrow.ts";
import { until } from "../processes.ts";
import { run } from "../run.ts";
import { startComponents, type Components, type ComponentsOptions } from "./components.ts";
import { install, NAMESPACE } from "./install.ts";

export interface ArgoCd extends Pick<Components, "poll"> {
  readonly url: string;
  /** The argocd client, signed in as administrator. */
  readonly argocd: (args: readonly string[]) => Promise<string>;
  readonly application: (name: string) => Promise<Application | undefined>;
  /** Calls its webhook as GitHub does, signed. @param payload the webhook's body */
  readonly announce: (event: string, payload: object) => Promise<void>;
}

/** The part of an Application that scenarios check. */
export interface Application {
  readonly metadata: { readonly uid: string; readonly annotations?: Readonly<Record<string, string>> };
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

/** How often Argo CD polls git here, as `timeout.reconciliation`; its own default is 120 seconds. */
export const POLLING = "5s";

/** Installs Argo CD and waits until it serves. */
export async function startArgoCd(options: ComponentsOptions): Promise<ArgoCd> {
  const { engines, processes, kubernetes } = options;
  const secret = randomUUID();
  await install(engines, kubernetes, secret);
  const { port, poll } = await startComponents(options, POLLING);
  const url = `http://127.0.0.1:${port}`;
  await until(processes, "Argo CD serves", async () =>
    (await fetch(`${url}/api/version`)).ok ? true : undefined,
  );
  const password = await until(processes, "Argo CD has made its administrator", async () => {
    const found = await kubernetes.get<{ readonly data: { readonly password: string } }>(
      "secret",
      "argocd-initial-admin-secret",
      NAMESPACE,
    );
    return found && Buffer.from(found.data.password, "base64").toString();
  });
  const token = await signIn(url, password);
  return {
    url,
    poll,
    argocd: (args) =>
      run(join(engines.bin, "argocd"), [...args, "--plaintext", "--server", `127.0.0.1:${port}`], {
        // In the environment: anyone can read a command line.
        env: { ARGOCD_BINARY_NAME: "argocd", ARGOCD_AUTH_TOKEN: token },
      }),
    application: (name) => kubernetes.get<Application>("application.argoproj.io", name, NAMESPACE),
    announce: (event, payload) => announce({ url: `${url}/api/webhook`, secret, event, payload }),
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
  const token = textAt(await answer.json(), "token");
  if (token === undefined) throw new Error("Argo CD's answer to its administrator has no token");
  return token;
}

/** With curl, which shares nothing with what sends the sandbox's own requests. */
async function announce(webhook: {
  readonly url: string;
  readonly secret: string;
  readonly event: string;
  readonly payload: object;
}): Promise<void> {
  const body = JSON.stringify(webhook.payload);
  const signature = createHmac("sha256", webhook.secret).update(body).digest("hex");
  const headers = [
    "content-type: application/json",
    `x-github-event: ${webhook.event}`,
    `x-hub-signature-256: sha256=${signature}`,
  ];
  await run(
    "curl",
    [
      "--silent",
      "--show-error",
      "--fail-with-body",
      "--data-binary",
      "@-",
      ...headers.flatMap((header) => ["--header", header]),
      webhook.url,
    ],
    { input: body },
  );
}
