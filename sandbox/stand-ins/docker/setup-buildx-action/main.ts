import { input, refuseOtherInputs, runAction, setOutput } from "../../action.ts";

await runAction(() => {
  refuseOtherInputs(["driver", "install", "use"]);
  setOutput("driver", input("driver"));
  setOutput("platforms", "linux/amd64,linux/arm64");
  return Promise.resolve();
});
