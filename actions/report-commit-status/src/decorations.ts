/** Optional details of a state. */
export interface Decorations {
  readonly description: string | undefined;
  readonly targetUrl: string | undefined;
}
