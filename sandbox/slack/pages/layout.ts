import { html, Html } from "../../http/html.ts";

/** Laid out for a phone first: one column, and fields that a thumb can hit. */
const STYLE = new Html(`
body { margin: 0; font: 16px/1.45 system-ui, sans-serif; color: #1d1c1d; background: #fff; display: flex; flex-direction: column; min-height: 100vh; }
header { display: flex; gap: 0.75em; align-items: baseline; padding: 0.6em 1em; background: #3f0e40; color: #fff; position: sticky; top: 0; }
header h1 { font-size: 1.1em; margin: 0; flex: 1; }
header a { color: #fff; }
main { flex: 1; padding: 0.5em 1em; overflow-wrap: anywhere; }
article { padding: 0.4em 0; }
article p, h3 { margin: 0.15em 0; }
.thread { border-left: 3px solid #ddd; padding-left: 0.8em; }
.context { color: #616061; font-size: 0.85em; }
.mention { background: #e8f5fa; color: #1264a3; border-radius: 3px; }
.section { display: flex; gap: 1em; justify-content: space-between; align-items: start; }
.fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(9em, 1fr)); gap: 0.3em; }
.actions { display: flex; flex-wrap: wrap; gap: 0.5em; margin: 0.4em 0; }
form { margin: 0; }
button, input, select { font: inherit; min-height: 2.5em; border: 1px solid #868686; border-radius: 4px; padding: 0 0.8em; background: #fff; color: inherit; }
button.primary { background: #007a5a; color: #fff; border-color: #007a5a; }
button.danger { background: #c01343; color: #fff; border-color: #c01343; }
.compose { display: flex; gap: 0.5em; padding: 0.6em 1em; position: sticky; bottom: 0; background: #fff; border-top: 1px solid #ddd; }
.compose input[name=text] { flex: 1; min-width: 0; }
.notice { color: #a30d36; }
dialog { position: fixed; inset: 4em 1em auto; max-width: 32em; width: auto; box-sizing: border-box; border: 1px solid #868686; border-radius: 8px; z-index: 1; }
dialog label { display: block; margin: 0.6em 0; }
dialog input:not([type=hidden]), dialog select { display: block; width: 100%; box-sizing: border-box; }
pre { white-space: pre-wrap; background: #f8f8f8; border: 1px solid #ddd; border-radius: 4px; padding: 0.5em; }
`);

/**
 * Redraws the page when something has changed, and once it hears of changes: what happens between the page and the first
 * of them is not repeated.
 */
const FOLLOW = new Html(`
const draw = async () => {
  const next = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  document.getElementById("messages").replaceWith(next.getElementById("messages"));
  const version = (page) => page.querySelector("dialog")?.dataset.version;
  if (version(document) !== version(next)) location.reload();
};
let drawn = Promise.resolve();
// One after the other: an older answer must not replace a newer one.
const redraw = () => (drawn = drawn.then(draw, draw));
const changes = new EventSource(location.pathname + "/changes");
changes.onopen = redraw;
changes.onmessage = redraw;
`);

/** A whole page; one that follows redraws itself. */
export const layout = (title: string, body: Html, follows: boolean): Html =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        ${body}
        ${
          follows
            ? html`<script>
                ${FOLLOW};
              </script>`
            : ""
        }
      </body>
    </html>`;
