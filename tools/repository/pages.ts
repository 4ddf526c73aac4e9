import { globSync, readFileSync } from "node:fs";
import GitHubSlugger from "github-slugger";
import { marked, type Token, type Tokens } from "marked";

/** A fenced block of a page. */
export interface Block {
  /** `docs/policy.md:4`, for messages. */
  readonly place: string;
  readonly page: string;
  /** What follows the fence; empty if nothing does. */
  readonly language: string;
  readonly text: string;
}

/** A page for people, with the parts that tests check. */
export interface Page {
  readonly path: string;
  readonly blocks: readonly Block[];
  /** As written, including external addresses. */
  readonly links: readonly string[];
  /** What a link's `#…` may refer to. */
  readonly anchors: ReadonlySet<string>;
}

/** Every page that users read. */
export const pages: readonly Page[] = globSync(["*.md", "{docs,action-docs}/*.md", "helm/*/README.md"])
  .sort()
  .map((path) => readPage(path, readFileSync(path, "utf8")));

/** All blocks in one of these languages. */
export function blocksIn(...languages: readonly string[]): readonly Block[] {
  return pages.flatMap(({ blocks }) => blocks).filter(({ language }) => languages.includes(language));
}

/** A test for each block, named by its location. */
export function named(blocks: readonly Block[]): readonly (readonly [string, Block])[] {
  return blocks.map((block) => [`${block.place} ${firstLine(block)}`, block] as const);
}

/** What distinguishes a block from the others on its page. */
export function firstLine({ text }: Block): string {
  return text.trimStart().split("\n", 1)[0] ?? "";
}

function readPage(path: string, text: string): Page {
  const blocks: Block[] = [];
  const links: string[] = [];
  const anchors = new Set<string>();
  const slugger = new GitHubSlugger();
  const lines = text.split("\n");
  // The tokens do not say where they are, but come in page order.
  let line = 0;
  for (const token of tokensOf(text)) {
    if (isCode(token)) {
      const raw = token.raw.trimEnd().split("\n");
      const start = lines.findIndex((found, index) => index >= line && found.trim() === raw[0]?.trim());
      line = start + raw.length;
      blocks.push({
        place: `${path}:${start + 1}`,
        page: path,
        language: token.lang ?? "",
        text: token.text,
      });
    } else if (isLink(token)) links.push(token.href);
    else if (isHeading(token)) anchors.add(slugger.slug(plainText(token)));
  }
  return { path, blocks, links, anchors };
}

/** All parts of a page, in order, each before its children. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  void marked.walkTokens(marked.lexer(text), (token) => {
    tokens.push(token);
  });
  return tokens;
}

function plainText({ tokens }: Tokens.Heading): string {
  return tokens.map((token) => ("text" in token ? String(token.text) : token.raw)).join("");
}

function isCode(token: Token): token is Tokens.Code {
  return token.type === "code";
}

function isLink(token: Token): token is Tokens.Link | Tokens.Image {
  return token.type === "link" || token.type === "image";
}

function isHeading(token: Token): token is Tokens.Heading {
  return token.type === "heading";
}
