import { shapeOf, type Exchanged } from "@release-channels/sandbox";

/** Where the stand-in's answer intentionally differs from Argo CD's. */
export interface KnownDifference {
  /** The question's name; `*` for any. */
  readonly question: string;
  /** The start of a field's path, as `shapeOf` writes it, or `status`, `type` or `body`. */
  readonly field: string;
  readonly reason: string;
}

/** Anything not listed here fails the scenario. */
export const KNOWN: readonly KnownDifference[] = [
  {
    question: "*",
    field: "metadata.managedFields",
    reason: "Kubernetes' own bookkeeping, which nobody reads.",
  },
  { question: "resource-tree", field: "hosts", reason: "The stand-in has no nodes." },
];

/** How two Argo CDs answered the same requests: statuses, types, refusals word for word, fields. */
export function differencesOf(
  real: readonly Exchanged[],
  standIn: readonly Exchanged[],
  known = KNOWN,
): readonly string[] {
  return real.flatMap((theirs) => {
    const ours = standIn.find(({ name }) => name === theirs.name);
    if (ours === undefined) return [`${theirs.name}: the stand-in was not asked`];
    return [
      ...compared("status", [theirs.status, ours.status]),
      ...compared("type", [theirs.type, ours.type]),
      ...(theirs.status >= 300
        ? compared("body", [plain(theirs.body), plain(ours.body)])
        : fieldDifferences(theirs, ours)),
    ]
      .filter(
        ({ field }) =>
          !known.some(
            (one) => (one.question === "*" || one.question === theirs.name) && field.startsWith(one.field),
          ),
      )
      .map(({ field, says }) => `${theirs.name}: ${field} ${says}`);
  });
}

interface Difference {
  readonly field: string;
  readonly says: string;
}

function compared(field: string, [theirs, ours]: readonly [unknown, unknown]): readonly Difference[] {
  return theirs === ours ? [] : [{ field, says: `is ${String(theirs)}, and the stand-in's ${String(ours)}` }];
}

function fieldDifferences(theirs: Exchanged, ours: Exchanged): readonly Difference[] {
  const [real, standIn] = [shapeOf(theirs.body), shapeOf(ours.body)];
  return [
    ...[...real]
      .filter((field) => !standIn.has(field))
      .map((field) => ({ field, says: "is missing from the stand-in" })),
    ...[...standIn]
      .filter((field) => !real.has(field))
      .map((field) => ({ field, says: "is the stand-in's alone" })),
  ];
}

/** Without times. */
const plain = (body: unknown): string => JSON.stringify(body).replaceAll(/iat: [-0-9T:Z]+/g, "iat: TIME");
