import { textAt } from "../narrow.ts";

/**
 * What Flux's notification-controller tells of an object: an event, as its Provider of the type generic-hmac sends it.
 * https://fluxcd.io/flux/components/notification/provider/#generic-webhook-with-hmac
 */
export interface FluxNotification {
  readonly object: FluxName;
  /** `info` or `error` */
  readonly severity: string;
  /** `UpgradeSucceeded` */
  readonly reason: string;
  readonly message: string;
  /**
   * `1.4.2` of a chart, a commit, 40 hex, of git; undefined where the event names none. After a rollback it is the version
   * before, and not the one that failed.
   */
  readonly revision: string | undefined;
  /** Of the chart's manifest, where it comes from an OCIRepository. */
  readonly digest: string | undefined;
  /** By the cluster's clock, to the second: ISO 8601. */
  readonly at: string;
}

/** An object of Flux in some cluster. */
export interface FluxName {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Helm's own log follows, which is long. */
const LOGS = "\n\nLast Helm logs:";
const LONGEST = 1_000;
const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;
const WORD = /^[A-Za-z0-9]{1,128}$/;

/** The event in a body; undefined where it is none. */
export function readNotification(body: unknown): FluxNotification | undefined {
  const object = {
    kind: textAt(body, "involvedObject", "kind") ?? "",
    namespace: textAt(body, "involvedObject", "namespace") ?? "",
    name: textAt(body, "involvedObject", "name") ?? "",
  };
  const [severity, reason] = [textAt(body, "severity") ?? "", textAt(body, "reason") ?? ""];
  const happened = Date.parse(textAt(body, "timestamp") ?? "");
  const isNamed = WORD.test(object.kind) && NAME.test(object.namespace) && NAME.test(object.name);
  if (!isNamed || !WORD.test(severity) || !WORD.test(reason) || Number.isNaN(happened)) return undefined;
  const [message = ""] = (textAt(body, "message") ?? "").split(LOGS);
  return {
    object,
    severity,
    reason,
    message: message.trim().slice(0, LONGEST),
    revision: commitOrRevision(metadataOf(body, "revision")),
    digest: metadataOf(body, "oci-digest"),
    at: new Date(happened).toISOString(),
  };
}

/** Of `main@sha1:<40 hex>` the commit alone. */
export function commitOrRevision(revision: string | undefined): string | undefined {
  return /^(?:.*@)?sha1:([0-9a-f]{40})$/.exec(revision ?? "")?.[1] ?? revision;
}

/**
 * Some versions leave the object's group before the key, as in `helm.toolkit.fluxcd.io/revision`. Other groups do not count:
 * anybody who may annotate the object can add them.
 */
function metadataOf(body: unknown, key: string): string | undefined {
  const [group = ""] = (textAt(body, "involvedObject", "apiVersion") ?? "").split("/");
  const found = textAt(body, "metadata", `${group}/${key}`) ?? textAt(body, "metadata", key);
  return found === undefined || found === "" || found.length > LONGEST ? undefined : found;
}
