import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { format } from "prettier";
import { parse } from "yaml";
import type { ImagePin } from "../../../lib/manifests/pinned-image.ts";
import { decidePin, type PinDecision } from "./decide.ts";

const PATH = "deployment/kustomization.yaml";
/** As the template has it: publish.yml fills its list. */
const EMPTY = `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
metadata:
  name: release-channel-api
resources:
  - base
images: []
`;
const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const REVISION = "1a2b3c4d".repeat(5);

const pin = (fields: Partial<ImagePin> = {}): ImagePin => ({
  name: "api",
  image: "ghcr.io/acme/api",
  digest: digest("a"),
  ...fields,
});
const after = (decision: PinDecision): string => {
  if (decision.outcome !== "pinned") throw new Error(`${decision.outcome}: ${decision.reason}`);
  return decision.after;
};
const pinned = (text: string, fields: Partial<ImagePin> = {}): string =>
  after(decidePin(text, pin(fields), PATH));

const FULL = `# Ours.
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization

# In this order.
resources:
  - base
images:
  - name: other
    newTag: "1"
  # The API.
  - name: api
    newName: ghcr.io/acme/api
    digest: ${digest("0")} # by hand
namespace: x
`;

describe("a pin", () => {
  test("is written beside what builds it, and comments stay", () => {
    expect(pinned(FULL, { tag: "1.2.3", revision: REVISION, order: 42 })).toBe(`# Ours.
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization

# In this order.
resources:
  - base
images:
  - name: other
    newTag: "1"
  # The API.
  - name: api
    newName: ghcr.io/acme/api
    digest: ${digest("a")} # by hand
    newTag: 1.2.3
namespace: x
metadata:
  annotations:
    api.pin-image/order: "42"
    api.pin-image/revision: ${REVISION}
`);
  });

  test("adds an image to a list that was empty", () => {
    expect(pinned(EMPTY)).toBe(
      EMPTY.replace(
        "images: []\n",
        `images:\n  - name: api\n    newName: ghcr.io/acme/api\n    digest: ${digest("a")}\n`,
      ),
    );
  });

  test.each([
    ["without images", "kind: Kustomization\nresources:\n  - base\n"],
    ["with images: nothing", "kind: Component\nimages:\n"],
  ])("makes the list of a file %s", (_name, text) => {
    expect(parse(pinned(text))).toMatchObject({ images: [{ name: "api", digest: digest("a") }] });
  });

  test("keeps lists as they are indented", () => {
    const text = `kind: Kustomization\nresources:\n- base\nimages:\n- name: api\n  digest: ${digest("0")}\n`;
    expect(pinned(text)).toBe(
      `kind: Kustomization\nresources:\n- base\nimages:\n- name: api\n  digest: ${digest("a")}\n  newName: ghcr.io/acme/api\n`,
    );
  });

  test("leaves a file that prettier would leave", async () => {
    const text = pinned(EMPTY, { tag: "1.2.3", revision: REVISION, order: 42 });
    expect(await format(text, { parser: "yaml", printWidth: 110 })).toBe(text);
  });

  test("takes a former build's tag, order and commit away when it has none", () => {
    const former = pinned(EMPTY, { tag: "1.2.3", revision: REVISION, order: 42 });
    const text = pinned(former, { digest: digest("b") });
    expect(text).not.toMatch(/1\.2\.3|pin-image|newTag/);
    expect(parse(text)).toMatchObject({ images: [{ name: "api", digest: digest("b") }] });
  });

  test("says what was there before", () => {
    expect(decidePin(FULL, pin(), PATH)).toMatchObject({ before: `ghcr.io/acme/api@${digest("0")}` });
    expect(decidePin(EMPTY, pin(), PATH)).toMatchObject({ before: "(nothing)" });
  });
});

describe("of two builds", () => {
  const later = { digest: digest("b") };
  test.each<[string, Partial<ImagePin>, Partial<ImagePin>, string]>([
    ["the newer one wins", { order: 1 }, { ...later, order: 2 }, "pinned"],
    ["the older one that comes late does not", { order: 2 }, { ...later, order: 1 }, "superseded"],
    [
      "the older one does not, though its number is shorter",
      { order: 10 },
      { ...later, order: 9 },
      "superseded",
    ],
    ["of the same commit the later one wins", { order: 2 }, { ...later, order: 2 }, "pinned"],
    ["the one without an order wins", { order: 2 }, later, "pinned"],
    ["the one without an order gives way", {}, { ...later, order: 1 }, "pinned"],
    [
      "of different images the later one wins",
      { order: 2, image: "ghcr.io/x/api" },
      { ...later, order: 1 },
      "pinned",
    ],
    ["the same one changes nothing", { order: 2, tag: "1" }, { order: 2, tag: "1" }, "unchanged"],
    ["the same image of a newer one is recorded", { order: 2 }, { order: 3 }, "pinned"],
  ])("%s", (_name, first, second, outcome) => {
    expect(decidePin(pinned(EMPTY, first), pin(second), PATH).outcome).toBe(outcome);
  });

  test("the newest is pinned, in whatever order they come, and any number of times", () => {
    const builds = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1 });
    fc.assert(
      fc.property(builds, (orders) => {
        const build = (order: number): ImagePin => pin({ order, digest: digest(order.toString(16)) });
        const text = orders.reduce((text, order) => {
          const decision = decidePin(text, build(order), PATH);
          return decision.outcome === "pinned" ? decision.after : text;
        }, EMPTY);
        expect(decidePin(text, build(Math.max(...orders)), PATH).outcome).toBe("unchanged");
      }),
    );
  });

  test("the reason names what is pinned, and how to go back", () => {
    const text = pinned(EMPTY, { order: 2, revision: REVISION });
    expect(decidePin(text, pin({ order: 1 }), PATH)).toMatchObject({
      reason: `${PATH} pins a newer build: order 2, commit ${REVISION}. To go back on purpose, pin without an order.`,
    });
  });
});

test.each([
  ["kind: Kustomization\n- x", "is not YAML: "],
  ["", "its kind is missing, but must be Kustomization or Component"],
  ["- kind: Kustomization", "its kind is missing"],
  ["kind: Deployment", 'its kind is "Deployment"'],
  ["kind: Kustomization\nimages: {}", "images is not a list"],
])("%j is refused", (text, message) => {
  expect(() => decidePin(text, pin(), PATH)).toThrow(message);
  expect(() => decidePin(text, pin(), PATH)).toThrow(PATH);
});
