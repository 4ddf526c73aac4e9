/** The build without Redis, which plugin-throttling uses itself; the package types only the whole one. */
declare module "bottleneck/light.js" {
  export { default } from "bottleneck";
}
