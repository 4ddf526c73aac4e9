import { SettingsError } from "../../lib/http/environment.ts";
import { serve } from "./serve.ts";
import { readSettings } from "./settings.ts";

/** The deploy server. */
try {
  await serve(readSettings(process.env));
} catch (error) {
  console.error(error instanceof SettingsError ? error.message : error);
  process.exitCode = 1;
}
