import { readNotification } from "../../../lib/deploys/flux/notification.ts";
import { problem } from "../../../lib/http/answers.ts";
import { bodyOf, headerOf } from "../../../lib/http/bodies.ts";
import type { Endpoint } from "../../../lib/http/endpoint.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import { isSigned, parseSigningSecrets, type SigningSecrets } from "../../../lib/http/signing-secrets.ts";
import { step } from "../../../lib/store/step.ts";
import { parsedJson, textAt } from "../narrow.ts";
import { memoryOf } from "../remembered.ts";
import { MissingSecret, readSecret } from "../secret.ts";
import { releaseStateNow } from "../targets/release-state.ts";
import { messageOf } from "../trouble.ts";
import { receiveFluxEvent } from "../webhooks/flux.ts";
import type { World } from "../world.ts";

/** An event carries the last lines of Helm's log at most. */
export const FLUX_BODY_LIMIT = 256 * 1024;

/** Where a cluster's notification-controller sends its events. */
export const FLUX_PATH = "/webhooks/flux/:cluster";

/** Whoever sends anything cannot make the server ask GitHub more often than this. */
const secretsOf = memoryOf<ReadonlyMap<string, string>>({ ms: 10_000, most: 1 });

/** `POST /webhooks/flux/{cluster}` */
export function fluxEndpoint(world: World): Endpoint {
  return {
    method: "POST",
    url: FLUX_PATH,
    id: "receiveFluxEvent",
    summary: "An event of a cluster's Flux",
    description:
      "As a Provider of the type generic-hmac sends it. Answered once it is in the inbox; the same event once more changes nothing.",
    security: [{ fluxSignature: [] }],
    params: { cluster: { type: "string", maxLength: 64 } },
    answers: {
      202: { description: "it is in the inbox, or was before." },
      400: problem("the body is no event of Flux."),
      401: problem("the signature is missing, or not that of this cluster's notification_secret."),
      413: problem("the body is too large."),
      503: problem("the signature cannot be checked now."),
    },
    async handle(request, reply) {
      const cluster = textAt(request.params, "cluster") ?? "";
      const text = bodyOf(request);
      const signature = headerOf(request, "x-signature") ?? "";
      const secrets = await secretsFor(world, cluster);
      if (secrets === undefined || !(await isSigned(secrets, text, signature))) {
        throw new HttpProblem(
          401,
          "This is not taken for Flux's: X-Signature is not that of the notification_secret which db/server.yaml has for this cluster.",
        );
      }
      const body = parsedJson(text);
      if (typeof body !== "object" || body === null || readNotification(body) === undefined) {
        throw new HttpProblem(
          400,
          "The body is no event of Flux: it needs involvedObject, severity, reason and timestamp. Give the Provider the type generic-hmac.",
        );
      }
      await receiveFluxEvent(world, { cluster, text, body });
      return reply.code(202).send();
    },
  };
}

/** @returns undefined for a cluster that has none, or that is not there @throws HttpProblem 503 */
async function secretsFor(world: World, cluster: string): Promise<SigningSecrets | undefined> {
  try {
    const now = world.clock.now().getTime();
    const references = await secretsOf(world).of("", now, () =>
      step("flux.secrets", () => notificationSecrets(world)),
    );
    const reference = references.get(cluster);
    return reference === undefined ? undefined : signingSecretsAt(reference);
  } catch (error) {
    await step("flux.tell trouble", () => tellOnce(world, error));
    const why =
      error instanceof MissingSecret ? "its secret cannot be used" : "db/server.yaml cannot be read";
    throw new HttpProblem(503, `The signature cannot be checked now: ${why}.`);
  }
}

/** @throws MissingSecret */
function signingSecretsAt(reference: string): SigningSecrets {
  const secrets = parseSigningSecrets(readSecret(reference));
  if (secrets !== undefined) return secrets;
  throw new MissingSecret(
    `${reference} has more than two lines: put the new secret on the first, and the one before it on the second`,
  );
}

/** Anybody can send anything, and must not fill the log with it. */
const troubles = memoryOf<void>({ ms: 60_000, most: 1 });

async function tellOnce(world: World, error: unknown): Promise<void> {
  await step("flux.log trouble", () =>
    troubles(world).of("", world.clock.now().getTime(), async () => {
      world.log.error({ err: error }, `could not check an event of Flux: ${messageOf(error)}`);
    }),
  );
}

/** By cluster, where each one's secret comes from. */
async function notificationSecrets(world: World): Promise<ReadonlyMap<string, string>> {
  const { config } = await releaseStateNow(world);
  return new Map(
    Object.entries(config.clusters).flatMap(([name, { notification_secret: reference }]) =>
      reference === undefined ? [] : [[name, reference] as const],
    ),
  );
}
