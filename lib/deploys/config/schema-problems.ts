import { problemFinder } from "../../releases/documents/schema-problems.ts";
import { validateDeployConfig, validateServerConfig } from "../generated/validators.generated.ts";

/** The server's configuration, `db/server.schema.json`. */
export const serverConfigProblems = problemFinder(validateServerConfig);
/** A deploy config, `db/deploy-config.schema.json`. */
export const deployConfigProblems = problemFinder(validateDeployConfig);
