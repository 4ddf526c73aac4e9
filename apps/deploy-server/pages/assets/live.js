// Shows a request as it is, as long as it is under way: the server says when there is something new, and the page fetches
// itself again, so that what is shown is what its reader may see.

const live = document.querySelector("#live");

async function refresh() {
  const answer = await fetch(location.pathname, { headers: { accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("#live");
  if (!answer.ok || fresh === null) {
    location.reload();
    return;
  }
  if (fresh.dataset.version === live.dataset.version) return;
  // What somebody has opened, and where they are, stays as it is.
  const open = new Set(
    [...live.querySelectorAll("details[open] > summary")].map(({ textContent }) => textContent),
  );
  const focused = live.contains(document.activeElement) ? document.activeElement.textContent : undefined;
  live.replaceChildren(...fresh.childNodes);
  live.dataset.version = fresh.dataset.version;
  document.title = page.title;
  for (const summary of live.querySelectorAll("details > summary")) {
    if (open.has(summary.textContent)) summary.parentElement.open = true;
  }
  const again = [...live.querySelectorAll("button, a, summary")].find(
    ({ textContent }) => textContent === focused,
  );
  if (focused !== undefined) (again ?? document.querySelector("#main")).focus();
  if ("ended" in fresh.dataset) {
    live.dataset.ended = "";
    stream.close();
  }
}

const stream = new EventSource(live.dataset.events);
stream.addEventListener("version", ({ data }) => {
  if (data !== live.dataset.version) void refresh();
});
