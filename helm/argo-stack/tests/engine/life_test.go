package engine

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

type step struct {
	what   string
	change change
	// told are the states that GitHub hears, each as status and as deployment; "" is nothing.
	told string
}

// TestWhatGitHubHears follows one Application with an environment through its life.
func TestWhatGitHubHears(t *testing.T) {
	start := []step{
		{"it is created", refreshed, ""},
		{"a sync begins that has no revision yet", syncing(""), ""},
		{"the revision is resolved", both(syncing(shaA), health("Missing", "")), "pending in_progress"},
		{"the sync is repeated by the retry policy", syncing(shaA), ""},
		{"it is synced, and pods start", both(synced(shaA), health("Progressing", "")), ""},
		{"it is healthy", health("Healthy", ""), "success success"},
		{"Argo CD looks again", refreshed, ""},
	}
	lives := map[string][]step{
		"nothing repeats": {
			{"pods come and go", health("Progressing", ""), ""},
			{"and are healthy again", health("Healthy", ""), ""},
			{"a self-heal syncs the same commit", syncing(shaA), ""},
			{"and succeeds", synced(shaA), ""},
		},
		"a failure is told, and what comes after it": {
			{"it degrades", health("Degraded", "2 of 3 pods crash"), "failure failure"},
			{"it flickers", health("Progressing", ""), ""},
			{"it is still degraded", health("Degraded", "3 of 3 pods crash"), ""},
			{"it recovers", health("Healthy", ""), "success success"},
			{"it degrades again", health("Degraded", ""), "failure failure"},
			{"someone syncs again", syncing(shaA), "pending in_progress"},
			{"which does not help", synced(shaA), "failure failure"},
		},
		"the next commit": {
			{"it syncs", syncing(shaB), "pending in_progress"},
			{"its sync fails", failed(shaB), "failure failure"},
			{"Argo CD looks again", refreshed, ""},
			{"someone syncs again", syncing(shaB), "pending in_progress"},
			{"which cannot run", erroneous(shaB), "error error"},
			{"and is degraded as well", health("Degraded", ""), ""},
		},
		"a rollback": {
			{"another commit syncs", syncing(shaB), "pending in_progress"},
			{"and is healthy", synced(shaB), "success success"},
			{"the first commit comes back", syncing(shaA), "pending in_progress"},
			{"and is healthy", synced(shaA), "success success"},
		},
		"a sync of one wave": {
			{"the next commit syncs, and has no result yet", both(asked(shaB), compared("OutOfSync")), "pending in_progress"},
			{"it has succeeded, and the comparison is that before it", both(synced(shaB), compared("OutOfSync")), ""},
			{"Argo CD has compared again", both(compared("Synced"), health("Progressing", "")), ""},
			{"it is healthy", health("Healthy", ""), "success success"},
			{"a branch's name is no commit", asked("main"), ""},
		},
		"what mends a degraded one is not told to be degraded": {
			{"it degrades", health("Degraded", "2 of 3 pods crash"), "failure failure"},
			{"the next commit syncs", both(asked(shaB), compared("OutOfSync")), "pending in_progress"},
			{"it has succeeded, and the health is that before it", both(synced(shaB), compared("OutOfSync")), ""},
			{"Argo CD has compared again", both(compared("Synced"), health("Progressing", "")), ""},
			{"it is healthy", health("Healthy", ""), "success success"},
		},
		"what goes back after a failure keeps that one's health for a moment": {
			{"it degrades", health("Degraded", "exceeded its progress deadline"), "failure failure"},
			{"another commit syncs", syncing(shaB), "pending in_progress"},
			{"it has succeeded, and the health is that of the rollout before", both(synced(shaB), justNow), ""},
			{"the first pod is there", health("Progressing", ""), ""},
			{"it is healthy", health("Healthy", ""), "success success"},
		},
		"what stays degraded is told once the sync is over for a while": {
			{"another commit syncs", syncing(shaB), "pending in_progress"},
			{"it has succeeded, and is degraded", both(synced(shaB), both(justNow, health("Degraded", ""))), ""},
			{"Argo CD looks again later", both(refreshed, aWhileAgo), "failure failure"},
		},
		"the end": {
			{"it is being deleted", both(deleted, health("Degraded", "")), ""},
		},
	}
	for name, life := range lives {
		t.Run(name, func(t *testing.T) {
			g := startGitHub(t)
			r := readRendering(t, "repo-registrations-values")
			argo := startArgoCD(t, g, r.configMap(t), r.application(t, "org-a-repo"))
			for _, s := range append(slices.Clone(start), life...) {
				argo.becomes(s.change)
				if told := summary(g.heard()); told != s.told {
					t.Errorf("%s: GitHub hears %q, and should hear %q", s.what, told, s.told)
				}
			}
		})
	}
}

// summary of the lines: the status' state and the deployment's, which come in no particular order.
func summary(lines []string) string {
	var statuses, deployments []string
	for _, line := range lines {
		switch fields := strings.Fields(line); fields[2] {
		case "status":
			statuses = append(statuses, fields[4])
		case "deployment-status":
			deployments = append(deployments, fields[4])
		}
	}
	return strings.Join(append(statuses, deployments...), " ")
}

// TestWhereItGoes follows one sync of each kind of registration: which installation, repository, commit and environment.
func TestWhereItGoes(t *testing.T) {
	const settings = "auto_merge=false required_contexts=[] transient="
	page := func(namespace, name string) string {
		return "https://argocd.example.org/applications/" + namespace + "/" + name
	}
	status := func(target, sha, name, namespace string) string {
		return fmt.Sprintf("%s status %s success %q %s %q",
			target, sha, "argocd/"+name, page(namespace, name), name+" is synced and healthy")
	}
	environment := func(target, sha, environment, url, name, transient string) []string {
		return []string{
			fmt.Sprintf("%s deployment %s %s %s%s", target, sha, environment, settings, transient),
			fmt.Sprintf("%s deployment-status #1 success %s %s %q", target, environment, url, name+" is synced and healthy"),
		}
	}
	several := func(application *unstructured.Unstructured) {
		sources, _, _ := unstructured.NestedSlice(application.Object, "spec", "sources")
		set(application, sources, "status", "operationState", "syncResult", "sources")
		set(application, []any{shaA, shaB}, "status", "operationState", "syncResult", "revisions")
	}
	cases := []struct {
		rendering, name string
		change          change
		hears           []string
	}{
		{"repo-registrations-values", "org-a-repo", synced(shaA), append(
			environment("12345678 org-a/repo", shaA, "staging", "https://repo.staging.example.org", "org-a-repo", "false"),
			status("12345678 org-a/repo", shaA, "org-a-repo", "argocd"))},
		{"repo-registrations-values", "org-b-repo", synced(shaA), append(
			environment("87654321 org-b/repo", shaA, "production", "", "org-b-repo", "false"),
			status("87654321 org-b/repo", shaA, "org-b-repo", "argocd"))},
		{"repo-registrations-values", "org-a-another-repo", synced(shaA), []string{
			status("12345678 org-a/another-repo", shaA, "org-a-another-repo", "argocd")}},
		{"one-installation", "my-app", synced(shaA), []string{
			status("1234567890123456789 acme/my-app", shaA, "my-app", "argocd")}},
		{"missing-id", "with-id", synced(shaA), append(
			environment("777 acme/with-id", shaA, "staging", "", "with-id", "false"),
			status("777 acme/with-id", shaA, "with-id", "gitops"))},
		{"missing-id", "without-id", synced(shaA), append(
			environment("555 acme/without-id", shaA, "staging", "", "without-id", "false"),
			status("555 acme/without-id", shaA, "without-id", "gitops"))},
		{"data-prep-values", "my-other-app", synced(shaA), append(
			environment("12345678 acme/my-other-app", strings.Repeat("1a2b3c4d", 5), "production", "", "my-other-app", "false"),
			status("12345678 acme/my-other-app", strings.Repeat("1a2b3c4d", 5), "my-other-app", "argocd"))},
		{"several-sources", "my-app", both(synced(""), several), append(
			environment("555 acme/my-app", shaB, "staging", "", "my-app", "false"),
			status("555 acme/my-app", shaB, "my-app", "argocd"))},
		{"data-prep-values", "my-app-pr-123", synced(shaA), append(
			environment("12345678 acme/my-app", shaA, "preview/pr-123", "", "my-app-pr-123", "true"),
			status("12345678 acme/my-app", shaA, "my-app-pr-123", "argocd"))},
	}
	for _, c := range cases {
		t.Run(c.rendering+" "+c.name, func(t *testing.T) {
			g := startGitHub(t)
			r := readRendering(t, c.rendering)
			argo := startArgoCD(t, g, r.configMap(t), applicationOrPreview(t, r, c.name))
			argo.becomes(both(c.change, health("Healthy", "")))
			heard := g.heard()
			slices.Sort(heard)
			slices.Sort(c.hears)
			if !slices.Equal(heard, c.hears) {
				t.Errorf("GitHub hears\n%s\nand should hear\n%s", strings.Join(heard, "\n"), strings.Join(c.hears, "\n"))
			}
		})
	}
}

// A preview's Application as Argo CD makes it of the ApplicationSet for pull request 123.
func applicationOrPreview(t *testing.T, r rendering, name string) *unstructured.Unstructured {
	t.Helper()
	base, isPreview := strings.CutSuffix(name, "-pr-123")
	if !isPreview {
		return r.application(t, name)
	}
	for _, object := range r.ofKind("ApplicationSet") {
		if object.GetName() != base+"-previews" {
			continue
		}
		template, _, err := unstructured.NestedMap(object.Object, "spec", "template")
		if err != nil {
			t.Fatal(err)
		}
		preview := &unstructured.Unstructured{Object: template}
		preview.SetAPIVersion("argoproj.io/v1alpha1")
		preview.SetKind("Application")
		preview.SetName(name)
		preview.SetNamespace(object.GetNamespace())
		annotations := preview.GetAnnotations()
		for key, value := range annotations {
			annotations[key] = strings.ReplaceAll(value, "{{ .number }}", "123")
		}
		preview.SetAnnotations(annotations)
		return preview
	}
	t.Fatalf("there is no ApplicationSet of %q", base)
	return nil
}

func TestAClosedPreviewBecomesInactive(t *testing.T) {
	g := startGitHub(t)
	r := readRendering(t, "data-prep-values")
	argo := startArgoCD(t, g, r.configMap(t), applicationOrPreview(t, r, "my-app-pr-123"))
	argo.becomes(both(synced(shaA), health("Healthy", "")))
	g.heard()
	g.refuse = func(string) int { return http.StatusBadGateway }
	argo.becomes(deleted)
	if heard := g.heard(); len(heard) != 0 {
		t.Errorf("GitHub was away and hears %q", heard)
	}
	g.refuse = func(string) int { return 0 }
	argo.becomes(refreshed)
	want := `12345678 acme/my-app deployment-status #1 inactive preview/pr-123  "my-app-pr-123 is deleted"`
	if heard := g.heard(); len(heard) != 1 || heard[0] != want {
		t.Errorf("GitHub hears %q, and should hear %q", heard, want)
	}
}

// A status that GitHub refuses must not keep the deployment from being told: 422 is its answer past 1,000 statuses.
func TestARefusedStatusLeavesTheDeployment(t *testing.T) {
	for _, code := range []int{http.StatusUnprocessableEntity, http.StatusBadGateway, http.StatusForbidden} {
		t.Run(http.StatusText(code), func(t *testing.T) {
			g := startGitHub(t)
			g.refuse = func(line string) int {
				if strings.Contains(line, " status ") {
					return code
				}
				return 0
			}
			r := readRendering(t, "repo-registrations-values")
			argo := startArgoCD(t, g, r.configMap(t), r.application(t, "org-a-repo"))
			argo.becomes(both(synced(shaA), health("Healthy", "")))
			if told := summary(g.heard()); told != "success" {
				t.Errorf("GitHub hears %q, and should hear of the deployment alone", told)
			}
			// The engine remembers a oncePer as told even if it was not: the README's trap, with its way out.
			g.refuse = func(string) int { return 0 }
			argo.becomes(refreshed)
			if told := summary(g.heard()); told != "" {
				t.Errorf("the engine tells %q again: the README's trap is none any more", told)
			}
			argo.becomes(func(application *unstructured.Unstructured) {
				annotations := application.GetAnnotations()
				delete(annotations, "notified.notifications.argoproj.io")
				application.SetAnnotations(annotations)
			})
			if told := summary(g.heard()); told != "success success" {
				t.Errorf("with its memory removed the engine tells %q", told)
			}
		})
	}
}
