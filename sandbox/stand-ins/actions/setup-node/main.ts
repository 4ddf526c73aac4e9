import { input, refuseOtherInputs, runAction, setOutput } from "../../action.ts";

/** Any wording of the Node that the sandbox runs on; another one it does not have. */
function isHere(spec: string): boolean {
  const [major] = process.versions.node.split(".");
  const aliases = ["", "node", "latest", "current", "lts/*"];
  return aliases.includes(spec) || new RegExp(`^[v^~]?${major}(\\.(x|\\d+))*$`).test(spec);
}

function main(): Promise<void> {
  refuseOtherInputs(["node-version", "check-latest", "cache", "token"]);
  const spec = input("node-version");
  if (!isHere(spec)) {
    throw new Error(`the sandbox has Node ${process.versions.node}, not '${spec}'`);
  }
  console.log(`Found ${process.execPath}`);
  setOutput("node-version", `v${process.versions.node}`);
  setOutput("cache-hit", "false");
  return Promise.resolve();
}

await runAction(main);
