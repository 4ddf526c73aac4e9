import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fluxMayFollow, startKubernetes, startFlux as startStandIn } from "@release-channels/sandbox";
import { parsedJson, textAt } from "../../../apps/deploy-server/narrow.ts";
import { pushChart } from "../charts.ts";
import { startFlux } from "../flux.ts";
import { startHub } from "../hub.ts";
import {
  FIRST,
  lacking,
  NAME,
  playFlux,
  TransitionLog,
  transitionText,
  VERSIONS,
  type FluxJson,
  type FluxSide,
  type Transition,
} from "../recorder/flux.ts";
import { startRegistry } from "../registry.ts";
import type { Scenario } from "../scenario.ts";
import type { World } from "../world.ts";

const REPOSITORY = "acme/recorded-by-flux";
const REQUESTED_AT = "reconcile.fluxcd.io/requestedAt";
const GROUPS: Readonly<Record<string, string>> = {
  Kustomization: "kustomize.toolkit.fluxcd.io",
  GitRepository: "source.toolkit.fluxcd.io",
  OCIRepository: "source.toolkit.fluxcd.io",
  HelmChart: "source.toolkit.fluxcd.io",
};

export const standInFlux: Scenario = {
  name: "stand-in-flux",
  shows:
    "sources and Kustomizations of the sandbox's Flux go from no state to another that the real ones do not, and it refuses nothing that these do",
  run: async (world) => {
    const host = await startRegistry(world.processes, { name: "registry-recorded" });
    const charts = `oci://${host}/acme/charts`;
    for (const version of VERSIONS)
      await pushChart(charts, { name: NAME, version }, join(world.processes.folder, "recorded-charts"));
    const real = await playReal(world, charts);
    const standIn = await playStandIn(world, charts);
    const told = (what: string, all: readonly Transition[]): readonly string[] =>
      all.map((one) => `${what}: ${transitionText(one)}`);
    const unknown = real.filter(({ kind, from, to }) => !fluxMayFollow(kind, from, to));
    const found = [
      ...told("the real one does not do what the stand-in does", lacking(standIn, real)),
      ...told("the stand-in would refuse what the real one does", unknown),
    ];
    assert.equal(found.length, 0, found.join("\n"));
  },
};

async function playReal(world: World, charts: string): Promise<readonly Transition[]> {
  const { hub, kubernetes } = world;
  await startFlux(world);
  await hub.github.createRepository(REPOSITORY, { private: true, files: FIRST });
  await kubernetes.kubectl(["create", "namespace", NAME]);
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: NAME, namespace: NAME },
    stringData: {
      username: "x-access-token",
      password: hub.token(REPOSITORY),
      "ca.crt": readFileSync(hub.certificate, "utf8"),
    },
  };
  await kubernetes.kubectl(["apply", "--filename", "-"], JSON.stringify(secret));
  const log = new TransitionLog();
  const watches = await Promise.all(Object.keys(GROUPS).map((kind) => watch(world, kind, log)));
  const resource = (kind: string): string =>
    `${kind.toLowerCase()}.${GROUPS[kind] ?? "source.toolkit.fluxcd.io"}`;
  const side: FluxSide = {
    apply: async (kind, name, spec) => {
      const object = {
        apiVersion: `${GROUPS[kind] ?? "source.toolkit.fluxcd.io"}/v1`,
        kind,
        metadata: { name, namespace: NAME },
        spec,
      };
      const known = await kubernetes.get(resource(kind), name, NAME);
      if (known === undefined) await kubernetes.kubectl(["create", "-f", "-"], JSON.stringify(object));
      else await patch(kind, name, { spec });
    },
    commit: async (message, changes) => void (await hub.commit(REPOSITORY, message, changes)),
    handled: async (kind, name, id) => {
      await patch(kind, name, { metadata: { annotations: { [REQUESTED_AT]: id } } });
      await world.until(`Flux has dealt with ${id} of the ${kind}`, async () => {
        const found = await kubernetes.get<{
          readonly status?: { readonly lastHandledReconcileAt?: string };
        }>(resource(kind), name, NAME);
        return found?.status?.lastHandledReconcileAt === id ? true : undefined;
      });
    },
  };
  const patch = async (kind: string, name: string, change: object): Promise<void> => {
    await kubernetes.kubectl([
      "patch",
      resource(kind),
      name,
      `--namespace=${NAME}`,
      "--type=merge",
      `--patch=${JSON.stringify(change)}`,
    ]);
  };
  try {
    await playFlux(side, {
      cloneUrl: hub.github.repository(REPOSITORY).cloneUrl,
      access: { secretRef: { name: NAME } },
      charts,
    });
  } finally {
    for (const stop of watches) await stop();
  }
  return log.transitions;
}

/**
 * Notes each state of the objects of a kind from now on, however late the watch itself begins: where the API server ends
 * it, as it does while a definition is new, from the last state that was seen. @returns how to stop
 */
async function watch(world: World, kind: string, log: TransitionLog): Promise<() => Promise<void>> {
  const { engines, kubernetes } = world;
  const path = `/apis/${GROUPS[kind] ?? ""}/v1/namespaces/${NAME}/${kind.toLowerCase().replace(/y$/, "ie")}s`;
  let child: ChildProcess | undefined;
  const list = await world.until(`the API server lists each ${kind}`, async () => {
    const text = await kubernetes.kubectl(["get", "--raw", path]).catch(() => undefined);
    return text === undefined ? undefined : parsedJson(text);
  });
  let version = textAt(list, "metadata", "resourceVersion") ?? "";
  const stopping = new AbortController();
  const follow = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const query = `watch=true&resourceVersion=${version}`;
      const args = ["--kubeconfig", kubernetes.kubeconfig, "get", "--raw", `${path}?${query}`];
      const watching = spawn(join(engines.bin, "kubectl"), args, { stdio: ["ignore", "pipe", "inherit"] });
      child = watching;
      const ended = once(watching, "close");
      createInterface(watching.stdout).on("line", (line) => {
        const { type, object }: { readonly type: string; readonly object: FluxJson } = JSON.parse(line);
        version = textAt(object, "metadata", "resourceVersion") ?? "";
        if (type !== "ERROR") log.note(kind, object);
      });
      await ended;
    }
  };
  const followed = follow();
  return async () => {
    stopping.abort();
    child?.kill();
    await followed;
  };
}

/** With its own GitHub, over http: it is given no certificate to trust. */
async function playStandIn({ processes }: World, charts: string): Promise<readonly Transition[]> {
  const folder = join(processes.folder, "stand-in-flux");
  const hub = await startHub(folder);
  await hub.github.createRepository(REPOSITORY, { private: true, files: FIRST });
  const kubernetes = await startKubernetes({ namespaces: [NAME] });
  const flux = startStandIn({
    kubernetes,
    directory: join(folder, "mirrors"),
    token: hub.token(REPOSITORY),
  });
  const log = new TransitionLog();
  kubernetes.onChange(({ object }) => {
    const { kind } = object;
    if (typeof kind === "string" && kind in GROUPS) log.note(kind, object);
  });
  const side: FluxSide = {
    apply: async (kind, name, spec) => {
      const place = { kind, namespace: NAME, name };
      if (kubernetes.get(place) === undefined) kubernetes.create(place, { spec }, "kubectl");
      else kubernetes.edit(place, { spec }, "kubectl");
      await flux.settled();
    },
    commit: async (message, changes) => void (await hub.commit(REPOSITORY, message, changes)),
    handled: async (kind, name, id) => {
      const annotations = { [REQUESTED_AT]: id };
      kubernetes.edit({ kind, namespace: NAME, name }, { metadata: { annotations } }, "kubectl");
      await flux.settled();
    },
  };
  try {
    const { cloneUrl } = hub.github.repository(REPOSITORY);
    await playFlux(side, { cloneUrl, access: {}, charts });
  } finally {
    await flux.close();
    await Promise.all([kubernetes.close(), hub.stop()]);
  }
  return log.transitions;
}
