import { html, type Html } from "../../../lib/http/look/html.ts";
import { isArtifactless, type CatalogEntry } from "../views/catalog.ts";
import type { TargetView } from "../views/target-view.ts";

/** What can be done to a target: what a person would type in chat. */
export function targetActions({
  entry,
  view,
  formToken,
}: {
  readonly entry: CatalogEntry;
  readonly view: TargetView;
  readonly formToken: string;
}): Html {
  const { config, channel } = view.target;
  const form = (act: string, more: Html): Html =>
    html`<form class="deploy" method="post" action="/configs/${config}/${channel}/${act}">
      <input type="hidden" name="form_token" value="${formToken}" />
      ${more}
    </form>`;
  const isDeployed = view.desired.kind !== "virtual";
  const locking = () =>
    sure(
      "Lock",
      form(
        "lock",
        html`<p>Until the lock ends, nothing is deployed or released to ${channel}, whoever asks.</p>
          ${field({ name: "reason", label: "Why", isNeeded: true })}
          ${field({ name: "for", label: "For how long, such as 30m, 2h or 3d (empty: until somebody unlocks it)" })}
          <button type="submit">Lock ${config} in ${channel}</button>`,
      ),
    );
  const unlocking = () =>
    sure(
      "Unlock",
      form(
        "unlock",
        html`<p>Deploys and releases may go on. What was held is not deployed by itself.</p>
          <button type="submit">Unlock ${config} in ${channel}</button>`,
      ),
    );
  return html`<section aria-labelledby="deploy">
    <h3 id="deploy">Deploy</h3>
    ${form("deploy", isArtifactless(entry) ? configFields() : artifactFields(view.build?.branch))}
    ${
      view.stopped !== undefined &&
      sure(
        "Resume",
        form(
          "resume",
          html`<p>Builds and pushes deploy ${config} to ${channel} again, from the next one on.</p>
            <button type="submit">Resume ${config} in ${channel}</button>`,
        ),
      )
    }
    ${
      isDeployed &&
      sure(
        "Roll back",
        form(
          "rollback",
          html`<p>What ran before runs again, and stays until somebody resumes. It is shown first.</p>
            <button type="submit">Show what ran before</button>`,
        ),
      )
    }
    ${sure(
      "Adopt",
      form(
        "adopt",
        html`<p>
            Where somebody has changed the cluster by hand, git is made to say what really runs there, and
            nothing replaces it until somebody resumes. It is shown first.
          </p>
          <button type="submit">Show what runs</button>`,
      ),
    )}
    ${view.isLocked ? unlocking() : locking()}
    ${
      isDeployed &&
      sure(
        "Undeploy",
        form(
          "undeploy",
          html`<p>It is taken out of ${channel}, and stays out until somebody deploys or resumes it.</p>
            <button type="submit" class="danger">Undeploy ${config} from ${channel}</button>`,
        ),
      )
    }
  </section>`;
}

/** What is not done by one click. */
function sure(label: string, form: Html): Html {
  return html`<details class="sure">
    <summary>${label}…</summary>
    ${form}
  </details>`;
}

function artifactFields(branch: string | undefined): Html {
  return html`${field({ name: "what", label: "Branch, #pull request, commit or version", value: branch ?? "", isNeeded: true })}
  ${field({ name: "config", label: "Commit of its config (empty: the one that goes with it)" })} ${end()}`;
}

function configFields(): Html {
  return html`${field({ name: "config", label: "Commit of the config (empty: the newest)" })} ${end()}`;
}

function end(): Html {
  return html`${field({ name: "why", label: "Why (may be empty)" })}
    <button type="submit" class="primary">Show what would ship</button>`;
}

function field({
  name,
  label,
  value = "",
  isNeeded = false,
}: {
  readonly name: string;
  readonly label: string;
  readonly value?: string;
  readonly isNeeded?: boolean;
}): Html {
  return html`<label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      maxlength="300"
      autocomplete="off"
      spellcheck="false"
      value="${value}"
      ${isNeeded && html`required`}
    />`;
}
