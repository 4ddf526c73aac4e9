import { runAction } from "../../action.ts";

await runAction(() =>
  Promise.reject(new Error("the sandbox has no Sigstore: it cannot sign an attestation")),
);
