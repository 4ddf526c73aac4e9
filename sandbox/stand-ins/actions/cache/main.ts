import { refuseOtherInputs, requiredInput, runAction } from "../../action.ts";

const LONGEST_KEY = 512;

function main(): Promise<void> {
  refuseOtherInputs(["path", "key"]);
  requiredInput("path");
  const key = requiredInput("key");
  // https://github.com/actions/toolkit/blob/main/packages/cache/src/cache.ts
  if (key.length > LONGEST_KEY) {
    throw new Error(`Key Validation Error: ${key} cannot be larger than ${LONGEST_KEY} characters.`);
  }
  if (key.includes(",")) throw new Error(`Key Validation Error: ${key} cannot contain commas.`);
  console.log(`Cache not found for input keys: ${key}`);
  return Promise.resolve();
}

await runAction(main);
