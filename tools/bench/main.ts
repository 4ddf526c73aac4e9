import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { api } from "./api/api.ts";
import { attack } from "./api/attack.ts";
import { burst } from "./burst/burst.ts";
import { WRITERS } from "./chaos/arena.ts";
import { chaos } from "./chaos/chaos.ts";
import { deployChaos } from "./deploy-chaos/deploy-chaos.ts";
import { deploys } from "./deploys/deploys.ts";
import { latency } from "./latency/latency.ts";
import { replayEvents } from "./replay/replay.ts";
import { scale } from "./scale/scale.ts";
import { serverBurst } from "./server-burst/server-burst.ts";
import { startup } from "./startup/startup.ts";
import { printRows } from "./table.ts";
import { UsageError } from "./usage-error.ts";

const USAGE = `npm run bench -- burst --dispatches 100 [--case add|update] [--strategies a,b] [--latency 200] [--spread 100] [--limits] [--json]
npm run bench -- burst --server [--dispatches 1000] [--repositories 300] [--seconds 60] [--latency 1000] [--spread 500] [--json]
npm run bench -- chaos --dispatches 500 --seed 1 [--writer actions|server|both] [--json]
npm run bench -- deploy-chaos [--seed 1] [--only STEP,…] [--in SCENARIO,…] [--lanes 3] [--json]
npm run bench -- deploys [--seconds 20] [--rounds 3] [--only intake,click,replicas,live] [--json]
npm run bench -- latency [--rate 100] [--seconds 20] [--rounds 2] [--json]
npm run bench -- replay [--events 10000] [--seed 1] [--json]
npm run bench -- scale [--largest 50000] [--json]
npm run bench -- startup [--json]
npm run bench -- api [--seconds 5] [--rounds 5] [--program FILE] [--json]
npm run bench -- attack [--clients 1000] [--records 50000] [--probes 500] [--program FILE] [--json]

FILE is the release API's program; the image's is build/release-api/server/index.js, once node tools/build-api.ts made it.`;

/** Progress goes to stderr, so that it does not mix with the figures on stdout. */
const tell = (line: string): void => void process.stderr.write(`${line}\n`);

try {
  await bench(readArguments());
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  tell(`${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        dispatches: { type: "string" },
        case: { type: "string", default: "add" },
        strategies: { type: "string" },
        latency: { type: "string" },
        spread: { type: "string" },
        limits: { type: "boolean", default: false },
        seconds: { type: "string" },
        rounds: { type: "string" },
        rate: { type: "string", default: "100" },
        server: { type: "boolean", default: false },
        repositories: { type: "string", default: "300" },
        program: {
          type: "string",
          default: fileURLToPath(new URL("../../apps/release-api/main.ts", import.meta.url)),
        },
        events: { type: "string", default: "10000" },
        largest: { type: "string", default: "50000" },
        clients: { type: "string", default: "1000" },
        records: { type: "string", default: "50000" },
        probes: { type: "string", default: "500" },
        seed: { type: "string", default: "1" },
        writer: { type: "string", default: "actions" },
        only: { type: "string" },
        in: { type: "string" },
        lanes: { type: "string", default: "3" },
        json: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function bench({ values, positionals }: ReturnType<typeof readArguments>): Promise<void> {
  const [name = ""] = positionals;
  switch (name) {
    case "burst":
      if (values.server) {
        const { rows, broken } = await serverBurst({
          dispatches: count(values.dispatches ?? "1000"),
          repositories: count(values.repositories),
          seconds: count(values.seconds ?? "60"),
          latency: latencyOf(values, "1000"),
          tell,
        });
        printRows(rows, values.json);
        for (const line of broken) tell(line);
        if (broken.length > 0) process.exitCode = 1;
        break;
      }
      printRows(
        await burst({
          dispatches: count(values.dispatches ?? "100"),
          kind: oneOf(values.case, ["add", "update"]),
          strategies: values.strategies?.split(","),
          latency: latencyOf(values, "200"),
          limits: values.limits,
          tell,
        }),
        values.json,
      );
      break;
    case "chaos": {
      const seed = count(values.seed);
      const writer = oneOf(values.writer, WRITERS);
      const { row, broken } = await chaos({
        dispatches: count(values.dispatches ?? "500"),
        seed,
        writer,
        tell,
      });
      printRows([row], values.json);
      for (const line of broken) tell(line);
      if (broken.length > 0) {
        tell(`${broken.length} invariants are broken: run it again with --seed ${seed} --writer ${writer}.`);
        process.exitCode = 1;
      }
      break;
    }
    case "deploy-chaos": {
      const { rows, broken } = await deployChaos({
        seed: count(values.seed),
        only: values.only?.split(","),
        within: values.in?.split(","),
        lanes: count(values.lanes),
        tell,
      });
      printRows(rows, values.json);
      for (const line of broken) tell(line);
      if (broken.length > 0) process.exitCode = 1;
      break;
    }
    case "deploys": {
      const { rows, broken } = await deploys({
        seconds: count(values.seconds ?? "20"),
        rounds: count(values.rounds ?? "3"),
        only: values.only?.split(","),
        tell,
      });
      printRows(rows, values.json);
      for (const line of broken) tell(line);
      if (broken.length > 0) process.exitCode = 1;
      break;
    }
    case "replay": {
      const seed = count(values.seed);
      const { row, kinds, broken } = await replayEvents({ events: count(values.events), seed, tell });
      for (const { kind, times } of kinds) tell(`${times} × ${kind}`);
      printRows([row], values.json);
      for (const line of broken) tell(line);
      if (broken.length > 0) {
        tell(`${broken.length} rows differ from the run in order: run it again with --seed ${seed}.`);
        process.exitCode = 1;
      }
      break;
    }
    case "latency": {
      const { rows, broken } = await latency({
        perSecond: count(values.rate),
        seconds: count(values.seconds ?? "20"),
        rounds: count(values.rounds ?? "2"),
        tell,
      });
      printRows(rows, values.json);
      for (const line of broken) tell(line);
      if (broken.length > 0) process.exitCode = 1;
      break;
    }
    case "scale":
      printRows(await scale({ largest: count(values.largest), tell }), values.json);
      break;
    case "startup":
      printRows(await startup(tell), values.json);
      break;
    case "api":
      printRows(
        await api({
          server: values.program,
          seconds: count(values.seconds ?? "5"),
          rounds: count(values.rounds ?? "5"),
          tell,
        }),
        values.json,
      );
      break;
    case "attack":
      printRows(
        await attack({
          server: values.program,
          clients: count(values.clients),
          records: count(values.records),
          probes: count(values.probes),
          tell,
        }),
        values.json,
      );
      break;
    default:
      throw new UsageError(name === "" ? "Name a benchmark." : `There is no benchmark "${name}".`);
  }
}

/** GitHub's answers take half as long again, or half as long, unless told. */
function latencyOf(
  { latency, spread }: { readonly latency?: string | undefined; readonly spread?: string | undefined },
  usual: string,
) {
  const ms = count(latency ?? usual);
  const spreadMs = spread === undefined ? Math.floor(ms / 2) : count(spread);
  if (spreadMs > ms) throw new UsageError(`--spread ${spreadMs} is more than --latency ${ms}.`);
  return { ms, spreadMs };
}

function count(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new UsageError(`"${text}" is not a number from 1 to 99999.`);
  return Number(text);
}

function oneOf<T extends string>(text: string, allowed: readonly T[]): T {
  const found = allowed.find((value) => value === text);
  if (found === undefined) throw new UsageError(`"${text}" is not one of ${allowed.join(", ")}.`);
  return found;
}
