import { setTimeout as sleep } from "node:timers/promises";
import type { GitHub, IdTokenJob } from "@release-channels/sandbox";
import { audienceOf } from "../../../apps/deploy-server/testing/keyless.ts";
import { listAt, textAt } from "../../../lib/deploys/narrow.ts";
import { dispatchId, dispatchOf } from "../dispatch.ts";
import type { Told } from "./invariants.ts";
import type { Delivery } from "./plan.ts";

/** How long a job waits before it sends a dispatch again, and how often it does. */
const AGAIN_MS = 1_000;
const ATTEMPTS = 500;
/** A server that is not there, that has not written it yet, or that has too much of this repository waiting. */
const AGAIN: ReadonlySet<number> = new Set([429, 502, 503]);

/** What came back; undefined where nothing did. */
type Answer = { readonly status: number; readonly text: string } | undefined;

/** Builds that send their dispatches to deploy servers, each with its job's token, until they hear what became of it. */
export class Sender {
  /** Answers of one dispatch that differ, and what no server should say, in words. */
  readonly broken: string[] = [];
  readonly #github: GitHub;
  readonly #url: string;
  readonly #releases: string;
  readonly #outcomes = new Map<string, string>();
  #sent = 0;
  #unanswered = 0;
  #putOff = 0;

  /** @param url the servers' @param releases `acme/releases` */
  constructor(github: GitHub, url: string, releases: string) {
    this.#github = github;
    this.#url = url;
    this.#releases = releases;
  }

  /** For the printed row. */
  get figures(): Readonly<Record<string, number>> {
    return { sent: this.#sent, unanswered: this.#unanswered, putOff: this.#putOff };
  }

  /** Sends a dispatch until it is answered; the first time somebody may hang up. Whoever was left alone asks once more. */
  async deliver(delivery: Delivery): Promise<Told> {
    const { killAfterMs } = delivery;
    const first = await this.#untilAnswered(delivery, killAfterMs);
    if (first === undefined)
      return { dispatchId: dispatchId(delivery.index), outcome: undefined, committed: false };
    if (first.attempts > 1) await this.#untilAnswered(delivery);
    return first.told;
  }

  async #untilAnswered(
    delivery: Delivery,
    hangUpAfterMs?: number,
  ): Promise<{ readonly told: Told; readonly attempts: number } | undefined> {
    const id = dispatchId(delivery.index);
    for (let attempts = 1; attempts <= ATTEMPTS; attempts += 1) {
      const hangsUp = attempts === 1 && hangUpAfterMs !== undefined;
      const answer = await this.#send(delivery, hangsUp ? AbortSignal.timeout(hangUpAfterMs) : undefined);
      if (answer?.status === 200) return { told: this.#hear(id, answer.text), attempts };
      if (answer !== undefined && !AGAIN.has(answer.status)) {
        this.broken.push(`dispatch ${id} is answered ${answer.status}: ${answer.text}`);
        return undefined;
      }
      await sleep(AGAIN_MS);
    }
    return undefined;
  }

  /** With a new token each time, as its action does. */
  async #send(delivery: Delivery, hangUp: AbortSignal | undefined): Promise<Answer> {
    const body = dispatchOf(delivery);
    const token = await this.#github.oidc.mint(this.#jobOf(delivery), audienceOf(body, this.#releases));
    this.#sent += 1;
    try {
      const response = await fetch(`${this.#url}/v1/dispatches`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify(body),
        ...(hangUp !== undefined && { signal: hangUp }),
      });
      const text = await response.text();
      if (AGAIN.has(response.status)) this.#putOff += 1;
      return { status: response.status, text };
    } catch {
      this.#unanswered += 1;
      return undefined;
    }
  }

  #jobOf(delivery: Delivery): IdTokenJob {
    const { source } = dispatchOf(delivery);
    const { sha, ref, run_id: runId, run_attempt: runAttempt } = source;
    const repository = this.#github.repository(source.repository);
    const path = ".github/workflows/build.yml";
    const workflow = { name: "Build", repository: repository.fullName, path, ref, sha };
    return {
      repository,
      ref,
      sha,
      runId,
      runAttempt,
      runNumber: 1,
      actor: "octocat",
      eventName: "push",
      workflow,
    };
  }

  #hear(id: string, text: string): Told {
    const known = this.#outcomes.get(id) ?? text;
    this.#outcomes.set(id, known);
    if (known !== text) this.broken.push(`dispatch ${id} is answered ${text}, and before that ${known}`);
    const json: unknown = JSON.parse(text);
    const [result, ...more] = listAt(json, "results");
    const commit = textAt(json, "commit", "sha");
    return {
      dispatchId: id,
      outcome: more.length === 0 ? textAt(result, "outcome") : undefined,
      committed: commit !== undefined,
      commit,
    };
  }
}
