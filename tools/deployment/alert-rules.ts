/**
 * Prints the alerts of a chart as Prometheus reads them: `node tools/deployment/alert-rules.ts <rendering>`. The operator
 * takes them out of their PrometheusRules in the same way.
 */
import { readFileSync } from "node:fs";
import { parseAllDocuments, stringify } from "yaml";
import { listAt, textAt } from "../../apps/deploy-server/narrow.ts";

const [rendering = ""] = process.argv.slice(2);
const groups = parseAllDocuments(readFileSync(rendering, "utf8"))
  .map((document): unknown => document.toJS())
  .filter((object) => textAt(object, "kind") === "PrometheusRule")
  .flatMap((object) => listAt(object, "spec", "groups"));
console.log(stringify({ groups }));
