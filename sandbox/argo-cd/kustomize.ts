import { posix } from "node:path";
import { parse } from "yaml";
import { unknownText } from "../http/unknown.ts";
import { fieldsIn, listAt, numberAt, textAt } from "../narrow.ts";

const KNOWN = new Set(["apiVersion", "kind", "metadata", "resources", "images", "namespace"]);

export const KUSTOMIZATION_FILES = ["kustomization.yaml", "kustomization.yml", "Kustomization"] as const;

/**
 * Builds a kustomization as far as the sandbox knows kustomize: resources, bases and images.
 * @param files of the whole repository, by path
 * @returns the documents of each resource
 * @throws Error for any other field, in kustomize's manner
 */
export function buildKustomization(files: ReadonlyMap<string, string>, folder: string): string[] {
  const text = KUSTOMIZATION_FILES.map((name) => files.get(posix.join(folder, name))).find(
    (found) => found !== undefined,
  );
  if (text === undefined)
    throw new Error(
      `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${folder}'`,
    );
  const kustomization = fieldsIn(parse(text));
  const unknown = Object.keys(kustomization).find((field) => !KNOWN.has(field));
  if (unknown !== undefined) throw new Error(unknownText(`the field "${unknown}" of a kustomization`));
  const documents = listAt(kustomization, "resources").flatMap((entry) => {
    const resource = String(entry);
    const path = posix.join(folder, resource);
    const file = files.get(path);
    if (file !== undefined) return [file];
    if ([...files.keys()].some((name) => name.startsWith(`${path}/`))) return buildKustomization(files, path);
    throw new Error(
      `accumulating resources from '${resource}': evalsymlink failure on '${path}': no such file or directory`,
    );
  });
  return documents.map((document) => withImages(document, listAt(kustomization, "images")));
}

function withImages(document: string, images: readonly unknown[]): string {
  return document.replaceAll(
    /^(\s*-?\s*image:\s*)["']?([^\s"']+)["']?/gm,
    (line: string, before: string, image: string) => {
      const name = image.replace(/[:@][^/]*$/, "");
      const change = images.find((candidate) => textAt(candidate, "name") === name);
      if (change === undefined) return line;
      const newName = textAt(change, "newName") ?? name;
      const newTag = textAt(change, "newTag") ?? numberAt(change, "newTag");
      const digest = textAt(change, "digest");
      const version =
        digest === undefined
          ? newTag === undefined
            ? image.slice(name.length)
            : `:${newTag}`
          : `@${digest}`;
      return `${before}${newName}${version}`;
    },
  );
}
