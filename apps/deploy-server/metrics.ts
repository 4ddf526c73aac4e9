import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { DeployRequest } from "../../lib/deploys/request.ts";
import { OUTCOMES, type ReleaseOutcome } from "../../lib/releases/rules/outcome.ts";
import { dispatchFigures, outboxFigures, reportFigures, requestFigures } from "../../lib/store/figures.ts";
import { inboxFigures } from "../../lib/store/inbox.ts";
import type { Db } from "../../lib/store/store.ts";

/** From a second to half an hour: a build that runs, people who think, a rollout. */
const BUCKETS = [1, 2, 5, 10, 30, 60, 120, 300, 900, 1800];

/** What a scrape asks the store, each gauge by its name. */
type Figures = () => Promise<Readonly<Record<string, number>>>;

/** The deploy server's own metrics. */
export class DeployMetrics {
  readonly #stages = new Histogram({
    name: "deploy_server_stage_seconds",
    help: "How long requests were in a state before they left it, by state.",
    labelNames: ["state"],
    buckets: BUCKETS,
    registers: [],
  });

  readonly #writes = new Counter({
    name: "deploy_server_dispatch_writes_total",
    help: "Commits that this replica has made of dispatches.",
    registers: [],
  });
  readonly #outcomes = new Counter({
    name: "deploy_server_dispatch_outcomes_total",
    help: "Releases of dispatches that this replica has decided, by outcome.",
    labelNames: ["outcome"],
    registers: [],
  });

  constructor() {
    for (const outcome of OUTCOMES) this.#outcomes.inc({ outcome }, 0);
  }

  /** Adds them to what a server tells already. */
  register(registry: Registry, db: Db): void {
    registry.registerMetric(this.#stages);
    registry.registerMetric(this.#writes);
    registry.registerMetric(this.#outcomes);
    const requests = new Gauge({
      name: "deploy_server_requests",
      help: "Requests in the database, by state.",
      labelNames: ["state"],
      registers: [],
      async collect() {
        const figures = await requestFigures(db).catch(() => new Map<string, number>());
        requests.reset();
        for (const [state, count] of figures) requests.set({ state }, count);
      },
    });
    registry.registerMetric(requests);
    gauges(registry, HELP_OF_INBOX, async () => {
      const { waiting, failed, oldestSeconds } = await inboxFigures(db);
      return {
        deploy_server_database_up: 1,
        deploy_server_inbox_waiting: waiting,
        deploy_server_inbox_failed: failed,
        deploy_server_inbox_age_seconds: oldestSeconds,
      };
    });
    gauges(registry, HELP_OF_OUTBOX, async () => {
      const { waiting, oldestSeconds } = await outboxFigures(db);
      return { deploy_server_outbox_waiting: waiting, deploy_server_outbox_age_seconds: oldestSeconds };
    });
    gauges(registry, HELP_OF_DISPATCHES, async () => {
      const { waiting, failed, oldestSeconds } = await dispatchFigures(db);
      return {
        deploy_server_dispatches_waiting: waiting,
        deploy_server_dispatches_failed: failed,
        deploy_server_dispatches_age_seconds: oldestSeconds,
      };
    });
    gauges(registry, HELP_OF_REPORTS, async () => {
      const { waiting, failed, oldestSeconds } = await reportFigures(db);
      return {
        deploy_server_reports_waiting: waiting,
        deploy_server_reports_failed: failed,
        deploy_server_reports_age_seconds: oldestSeconds,
      };
    });
  }

  /** Counts what became of dispatches that were decided together. @param commits that they were written by */
  decided(outcomes: readonly ReleaseOutcome[], commits: number): void {
    this.#writes.inc(commits);
    for (const outcome of outcomes) this.#outcomes.inc({ outcome });
  }

  /** Counts how long a request was in the state that it has left. */
  moved(before: DeployRequest, after: DeployRequest): void {
    const [since, until] = [before.times[before.state], after.times[after.state]];
    if (before.state === after.state || since === undefined || until === undefined) return;
    this.#stages.observe({ state: before.state }, (Date.parse(until) - Date.parse(since)) / 1000);
  }
}

/** A gauge's text, and what it says while the store is away: that nobody knows, unless said. */
interface Figure {
  readonly help: string;
  readonly away?: number;
}

const HELP_OF_INBOX: Readonly<Record<string, Figure>> = {
  deploy_server_database_up: { help: "Whether the database answers: 1, or 0.", away: 0 },
  deploy_server_inbox_waiting: { help: "Entries of the inbox that nobody has dealt with." },
  deploy_server_inbox_failed: { help: "Entries of the inbox that were given up in the last 7 days." },
  deploy_server_inbox_age_seconds: { help: "Age of the oldest entry that nobody has dealt with." },
};

const HELP_OF_OUTBOX: Readonly<Record<string, Figure>> = {
  deploy_server_outbox_waiting: { help: "Messages whose newest state was not sent." },
  deploy_server_outbox_age_seconds: { help: "How long the first of them has waited." },
};

const HELP_OF_DISPATCHES: Readonly<Record<string, Figure>> = {
  deploy_server_dispatches_waiting: { help: "Dispatches that nobody has decided." },
  deploy_server_dispatches_failed: { help: "Dispatches that were given up in the last 7 days." },
  deploy_server_dispatches_age_seconds: { help: "Age of the oldest dispatch that nobody has decided." },
};

const HELP_OF_REPORTS: Readonly<Record<string, Figure>> = {
  deploy_server_reports_waiting: { help: "Statuses and deployments of dispatches that were not told." },
  deploy_server_reports_failed: { help: "Those that were given up in the last 7 days." },
  deploy_server_reports_age_seconds: { help: "Age of the oldest one that was not told." },
};

/** Gauges that one question to the store answers: whichever is collected first asks it. */
function gauges(registry: Registry, texts: Readonly<Record<string, Figure>>, ask: Figures): void {
  let asked: ReturnType<Figures> | undefined;
  for (const [name, { help, away = Number.NaN }] of Object.entries(texts)) {
    const gauge = new Gauge({
      name,
      help,
      registers: [],
      async collect() {
        asked ??= ask()
          .catch(() => ({}))
          .finally(() => (asked = undefined));
        // What else is measured is told all the same.
        gauge.set((await asked)[name] ?? away);
      },
    });
    registry.registerMetric(gauge);
  }
}
