import { until } from "../processes.ts";
import { startComponents, type ComponentsOptions } from "./components.ts";
import { install, NAMESPACE } from "./install.ts";

export interface ArgoCd {
  readonly url: string;
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
  const url = `http://127.0.0.1:${await startComponents(options, "5s")}`;
  await until(processes, "Argo CD serves", async () =>
    (await fetch(`${url}/api/version`)).ok ? true : undefined,
  );
  return {
    url,
    application: (name) => kubernetes.get<Application>("application.argoproj.io", name, NAMESPACE),
  };
}
