import { createHmac } from "node:crypto";
import type { Clock } from "../http/clock.ts";
import type { Json } from "../kubernetes/fields.ts";
import type { Kubernetes } from "../kubernetes/start.ts";
import type { ObjectName } from "../kubernetes/world.ts";
import { at, listAt, textAt } from "../narrow.ts";
import { nameOf, type ToldEvent } from "./world.ts";

/** The same event of an object is passed on once in this time: `--rate-limit-interval`. */
const RATE_LIMIT_MS = 5 * 60_000;
/** As often as hashicorp/go-retryablehttp is told to. */
const TRIES = 5;

/** As the controllers name themselves. */
const CONTROLLERS: Readonly<Record<string, readonly [controller: string, apiVersion: string]>> = {
  HelmRelease: ["helm-controller", "helm.toolkit.fluxcd.io/v2"],
  Kustomization: ["kustomize-controller", "kustomize.toolkit.fluxcd.io/v1"],
};

/**
 * notification-controller: sends the controllers' events to the Providers of the Alerts that want them, signed where the
 * Provider's type is generic-hmac: https://fluxcd.io/flux/components/notification/provider/#generic-webhook-with-hmac
 */
export class Notifications {
  readonly #kubernetes: Kubernetes;
  readonly #clock: Clock;
  readonly #sent = new Map<string, number>();
  readonly #underWay = new Set<Promise<void>>();

  constructor(kubernetes: Kubernetes, clock: Clock) {
    this.#kubernetes = kubernetes;
    this.#clock = clock;
  }

  /** Passes an event on to whoever wants it. */
  tell(name: ObjectName, { severity, reason, message, revision }: ToldEvent): void {
    const now = this.#clock.now();
    const key = JSON.stringify([name, message, revision]);
    if (now.getTime() - (this.#sent.get(key) ?? -RATE_LIMIT_MS) < RATE_LIMIT_MS) return;
    this.#sent.set(key, now.getTime());
    const [controller = "", apiVersion = ""] = CONTROLLERS[name.kind] ?? [];
    const body = JSON.stringify({
      involvedObject: { ...name, apiVersion },
      severity,
      timestamp: `${now.toISOString().slice(0, 19)}Z`,
      message,
      reason,
      metadata: { revision },
      reportingController: controller,
    });
    for (const alert of this.#kubernetes.list("Alert").filter((one) => wants(one, name, severity))) {
      const sending = this.#send(alert, { body, controller }).finally(() => this.#underWay.delete(sending));
      this.#underWay.add(sending);
    }
  }

  /** Resolves when all that was told has been sent, or given up. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  async #send(
    alert: Json,
    { body, controller }: { readonly body: string; readonly controller: string },
  ): Promise<void> {
    const { namespace } = nameOf(alert);
    const provider = this.#kubernetes.get({
      kind: "Provider",
      namespace,
      name: textAt(alert, "spec", "providerRef", "name") ?? "",
    });
    const address = textAt(provider, "spec", "address");
    if (provider === undefined || address === undefined || at(provider, "spec", "suspend") === true) return;
    const headers = { "content-type": "application/json", "gotk-component": controller };
    const signed = { ...headers, ...this.#signature(provider, body) };
    for (let tries = 1; tries <= TRIES; tries += 1) {
      const answer = await fetch(address, { method: "POST", headers: signed, body }).catch(() => undefined);
      if (answer !== undefined && answer.status < 500) return;
    }
  }

  #signature(provider: Json, body: string): Readonly<Record<string, string>> {
    if (textAt(provider, "spec", "type") !== "generic-hmac") return {};
    const { namespace } = nameOf(provider);
    const name = textAt(provider, "spec", "secretRef", "name") ?? "";
    const secret = this.#kubernetes.get({ kind: "Secret", namespace, name });
    const token = Buffer.from(textAt(secret, "data", "token") ?? "", "base64");
    return { "x-signature": `sha256=${createHmac("sha256", token).update(body).digest("hex")}` };
  }
}

/** `info` wants all, `error` errors alone. */
function wants(alert: Json, { kind, namespace, name }: ObjectName, severity: string): boolean {
  if (at(alert, "spec", "suspend") === true) return false;
  if (textAt(alert, "spec", "eventSeverity") === "error" && severity !== "error") return false;
  return listAt(alert, "spec", "eventSources").some((source) => {
    const from = textAt(source, "namespace") ?? nameOf(alert).namespace;
    const which = textAt(source, "name");
    return textAt(source, "kind") === kind && from === namespace && (which === "*" || which === name);
  });
}
