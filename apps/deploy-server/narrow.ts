export { at, flagAt, listAt, numberAt, parsedJson, textAt } from "../../lib/deploys/narrow.ts";
