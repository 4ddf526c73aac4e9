import type { Changes } from "../hub.ts";
import { deployment } from "../manifests.ts";

/** A commit that both sides get, and how long to wait. */
export interface Step {
  /** Its name in the list of differences. */
  readonly name: string;
  readonly changes: Changes;
  /** Whether a rollout begins, whose end GitHub is told. A step that shows nothing ends with the next one. */
  readonly rollsOut: boolean;
}

const FILE = "k8s/app.yaml";
const image = (tag: string): string => deployment({ name: "app", image: `ghcr.io/acme/app:${tag}` });

/** The repository's initial content. */
export const FIRST: Readonly<Record<string, string>> = { [FILE]: image("1"), "README.md": "First.\n" };

/** In this order. The last one rolls out, so that both sides have seen all. */
export const STEPS: readonly Step[] = [
  { name: "release", changes: { [FILE]: image("2") }, rollsOut: true },
  { name: "comment", changes: { [FILE]: `# A comment.\n${image("2")}` }, rollsOut: false },
  { name: "elsewhere", changes: { "README.md": "More.\n" }, rollsOut: false },
  { name: "second release", changes: { [FILE]: image("3") }, rollsOut: true },
  { name: "folder missing", changes: { [FILE]: undefined, "old/app.yaml": image("3") }, rollsOut: false },
  { name: "folder back", changes: { [FILE]: image("4"), "old/app.yaml": undefined }, rollsOut: true },
  {
    name: "refused",
    changes: { [FILE]: image("5").replace('"replicas": 2', '"replicas": -2') },
    rollsOut: true,
  },
  // Nothing that was refused is in the cluster, so there is nothing to sync.
  { name: "revert", changes: { [FILE]: image("4") }, rollsOut: false },
  { name: "rollback", changes: { [FILE]: image("3") }, rollsOut: true },
];
